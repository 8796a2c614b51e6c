package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;

/** Canonical key bytes to values and back; {@link KeyWriter} says what they look like. */
final class Keys {
  private Keys() {}

  static Object[] decode(List<Column> columns, byte[] key) {
    Object[] values = new Object[columns.size()];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      int end = end(key, at);
      values[i] = value(columns.get(i).type(), key, at, end);
      at = end;
    }
    if (at != key.length) {
      throw new IllegalArgumentException(
          "Cannot read a key of more than " + values.length + " columns");
    }
    return values;
  }

  static byte[] encode(List<Column> columns, Object[] values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          "Cannot make a key of " + columns.size() + " columns from " + values.length + " values");
    }
    KeyWriter out = new KeyWriter();
    write(columns, values, out);
    if (out.isTooLong()) {
      out.resetWithoutStrings();
      write(columns, values, out);
    }
    return out.toBytes();
  }

  private static void write(List<Column> columns, Object[] values, KeyWriter out) {
    for (int i = 0; i < values.length; i++) {
      write(columns.get(i), values[i], out);
    }
  }

  /** Writes one column. */
  static void write(Column column, Object value, KeyWriter out) {
    DataType type = column.type();
    Kind kind = type.kind();
    if (value == null) {
      out.writeNull();
    } else if (kind == Kind.BOOLEAN && value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if ((kind == Kind.BIGINT || kind == Kind.TIMESTAMP) && value instanceof Long number) {
      out.writeLong(number);
    } else if (kind == Kind.DOUBLE && value instanceof Double number) {
      out.writeDouble(number);
    } else if (kind == Kind.DECIMAL
        && value instanceof BigDecimal number
        && number.scale() == type.scale()
        && number.precision() <= type.precision()) {
      out.writeDecimal(number);
    } else if (kind == Kind.VARCHAR && value instanceof String text) {
      out.writeString(text);
    } else {
      throw new IllegalArgumentException(
          "Cannot use " + value + " as key column " + column.name() + ", which is " + type);
    }
  }

  /** Where the column that starts at {@code at} ends. */
  static int end(byte[] key, int at) {
    if (at >= key.length) {
      throw malformed(at);
    }
    int end =
        switch (key[at]) {
          case KeyWriter.NULL -> at + 1;
          case KeyWriter.BOOLEAN -> at + 2;
          case KeyWriter.LONG, KeyWriter.DOUBLE -> at + 1 + Long.BYTES;
          case KeyWriter.DECIMAL -> at + 1 + 2 * Long.BYTES;
          case KeyWriter.STRING -> stringEnd(key, at + 1);
          default -> throw malformed(at);
        };
    if (end > key.length) {
      throw malformed(at);
    }
    return end;
  }

  private static int stringEnd(byte[] key, int from) {
    for (int i = from; i + 1 < key.length; i++) {
      if (key[i] == 0) {
        i++;
        if (key[i] == 0) {
          return i + 1;
        }
      }
    }
    throw malformed(from);
  }

  private static Object value(DataType type, byte[] key, int at, int end) {
    int tag = key[at];
    if (tag == KeyWriter.NULL) {
      return null;
    }
    if (tag != tag(type)) {
      throw malformed(at);
    }
    ByteBuffer body = ByteBuffer.wrap(key, at + 1, end - at - 1);
    return switch (tag) {
      case KeyWriter.BOOLEAN -> (Object) (body.get() != 0);
      case KeyWriter.LONG -> (Object) (body.getLong() ^ Long.MIN_VALUE);
      case KeyWriter.DOUBLE -> (Object) toDouble(body.getLong());
      case KeyWriter.DECIMAL -> toDecimal(body.getLong(), body.getLong(), type.scale());
      default -> unescape(body);
    };
  }

  private static int tag(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> KeyWriter.BOOLEAN;
      case BIGINT, TIMESTAMP -> KeyWriter.LONG;
      case DOUBLE -> KeyWriter.DOUBLE;
      case DECIMAL -> KeyWriter.DECIMAL;
      case VARCHAR -> KeyWriter.STRING;
      case BINARY, LIST ->
          throw new IllegalArgumentException("Cannot have a key column of " + type);
    };
  }

  private static double toDouble(long sortable) {
    return Double.longBitsToDouble(sortable < 0 ? sortable ^ Long.MIN_VALUE : ~sortable);
  }

  private static BigDecimal toDecimal(long high, long low, int scale) {
    byte[] unscaled =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(high ^ Long.MIN_VALUE).putLong(low).array();
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  private static String unescape(ByteBuffer body) {
    BytesOut raw = new BytesOut(body.remaining());
    while (body.remaining() > 2) {
      byte next = body.get();
      raw.writeByte(next);
      if (next == 0 && (body.get() & 0xFF) != KeyWriter.ESCAPED) {
        throw malformed(body.position());
      }
    }
    return BytesIn.utf8(raw.toBytes());
  }

  private static IllegalArgumentException malformed(int at) {
    return new IllegalArgumentException("Cannot read a key that is malformed at byte " + at);
  }
}
