package dev.twofold.data;

import java.io.Serializable;

/**
 * The type of a column, a key, a state field or a result. {@code precision} and {@code scale} speak
 * of DECIMAL only.
 *
 * <p>Java values: BOOLEAN Boolean, BIGINT Long, DOUBLE Double, DECIMAL BigDecimal of exactly {@code
 * scale}, VARCHAR String, TIMESTAMP Long (milliseconds since 1970, UTC), BINARY byte[], LIST List.
 */
public record DataType(Kind kind, int precision, int scale) implements Serializable {
  public enum Kind {
    BOOLEAN,
    BIGINT,
    DOUBLE,
    DECIMAL,
    VARCHAR,
    TIMESTAMP,
    BINARY,
    /** A result only, never stored or in a key: a List of records. */
    LIST
  }

  public static final DataType BOOLEAN = new DataType(Kind.BOOLEAN, 0, 0);
  public static final DataType BIGINT = new DataType(Kind.BIGINT, 0, 0);
  public static final DataType DOUBLE = new DataType(Kind.DOUBLE, 0, 0);
  public static final DataType VARCHAR = new DataType(Kind.VARCHAR, 0, 0);
  public static final DataType TIMESTAMP = new DataType(Kind.TIMESTAMP, 0, 0);
  public static final DataType BINARY = new DataType(Kind.BINARY, 0, 0);
  public static final DataType LIST = new DataType(Kind.LIST, 0, 0);

  public DataType {
    if (kind == Kind.DECIMAL
        ? precision < 1 || precision > 38 || scale < 0 || scale > precision
        : precision != 0 || scale != 0) {
      throw new IllegalArgumentException(
          "Cannot make a type " + kind + "(" + precision + ", " + scale + ")");
    }
  }

  public static DataType decimal(int precision, int scale) {
    return new DataType(Kind.DECIMAL, precision, scale);
  }

  @Override
  public String toString() {
    return kind == Kind.DECIMAL ? "DECIMAL(" + precision + ", " + scale + ")" : kind.name();
  }
}
