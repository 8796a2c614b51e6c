package dev.twofold.fold;

import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import java.math.BigDecimal;

/** Boxed values of the column types: their order, and how they are written as fields. */
final class Values {
  /** The mark of a field that may be NULL, and a length. */
  private static final int OVERHEAD = 16;

  /** The most that a field of any other type takes. */
  static final int MAX_NUMBER = 32;

  private Values() {}

  /** Makes -0.0 and every NaN one. */
  static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value + 0.0;
  }

  static Object canonical(Object value) {
    return value instanceof Double number ? (Object) canonical(number.doubleValue()) : value;
  }

  /** Order within one type: that of the canonical key bytes. */
  static int compare(Object left, Object right) {
    if (left instanceof Long value) {
      return Long.compare(value, (Long) right);
    }
    if (left instanceof String value) {
      return compareCodePoints(value, (String) right);
    }
    if (left instanceof Double value) {
      return Double.compare(
          canonical(value.doubleValue()), canonical(((Double) right).doubleValue()));
    }
    if (left instanceof BigDecimal value) {
      return value.compareTo((BigDecimal) right);
    }
    return Boolean.compare((Boolean) left, (Boolean) right);
  }

  /**
   * The order of the strings' UTF-8 bytes, unsigned; not that of {@link String#compareTo}, which is
   * UTF-16's.
   */
  static int compareCodePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Character.compare(rank(a), rank(b));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Lifts surrogates, of code points from 0x10000 on, above the rest of the BMP. */
  private static char rank(char unit) {
    if (unit < Character.MIN_SURROGATE) {
      return unit;
    }
    return (char) (unit > Character.MAX_SURROGATE ? unit - 0x800 : unit + 0x2000);
  }

  static void write(Object value, FieldWriter out) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Long number) {
      out.writeLong(number);
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Double number) {
      out.writeDouble(number);
    } else if (value instanceof BigDecimal number) {
      out.writeDecimal(number);
    } else {
      out.writeBoolean((Boolean) value);
    }
  }

  /** Reads a nullable field. */
  static Object read(DataType type, FieldReader in) {
    if (in.readNull()) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> (Object) in.readBoolean();
      case BIGINT, TIMESTAMP -> (Object) in.readLong();
      case DOUBLE -> (Object) in.readDouble();
      case DECIMAL -> in.readDecimal();
      case VARCHAR -> in.readString();
      case BINARY, LIST ->
          throw new IllegalArgumentException("Cannot read a value of type " + type);
    };
  }

  /** The most bytes that a value takes as a nullable field, where texts are that long at most. */
  static long maxBytes(DataType type, int maxText) {
    return type.kind() == Kind.VARCHAR ? OVERHEAD + maxText : MAX_NUMBER;
  }

  /** How long a text may be whose field takes so many bytes; at most {@code maxText}. */
  static int textWithin(long bytes, int maxText) {
    return (int) Math.min(maxText, bytes - OVERHEAD);
  }

  static long requireCount(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("Cannot read a negative count: " + count);
    }
    return count;
  }
}
