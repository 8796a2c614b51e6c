package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Twofold's types as Iceberg's, and values in Iceberg's internal form, in which its files are read
 * and written: a timestamp is a Long of microseconds, a string any CharSequence, bytes a
 * ByteBuffer.
 */
final class IcebergTypes {
  private static final long MICROS = 1000;

  private IcebergTypes() {}

  static Type of(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Types.BooleanType.get();
      case BIGINT -> Types.LongType.get();
      case DOUBLE -> Types.DoubleType.get();
      case DECIMAL -> Types.DecimalType.of(type.precision(), type.scale());
      case VARCHAR -> Types.StringType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case BINARY -> Types.BinaryType.get();
      case LIST -> throw new IllegalArgumentException("Cannot store a value of type " + type);
    };
  }

  static Types.NestedField field(int id, Column column) {
    return column.nullable()
        ? Types.NestedField.optional(id, column.name(), of(column.type()))
        : Types.NestedField.required(id, column.name(), of(column.type()));
  }

  /** The value as Iceberg holds it; null for NULL. */
  static Object internal(DataType type, Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.kind()) {
      case TIMESTAMP -> micros((Long) value);
      case BINARY -> ByteBuffer.wrap((byte[]) value);
      case DECIMAL -> ((BigDecimal) value).setScale(type.scale(), RoundingMode.UNNECESSARY);
      default -> value;
    };
  }

  /** The value as Twofold holds it; null for NULL. */
  static Object external(DataType type, Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.kind()) {
      case TIMESTAMP -> Math.floorDiv((Long) value, MICROS);
      case BINARY -> bytes((ByteBuffer) value);
      case VARCHAR -> value.toString();
      default -> value;
    };
  }

  /** Microseconds of milliseconds. Decoders reject times that would not fit. */
  static Long micros(long millis) {
    return Math.multiplyExact(millis, MICROS);
  }

  /** As {@link #micros}, of a time that nobody checked: the nearest that fits. */
  static Long nearestMicros(long millis) {
    return micros(Math.max(Long.MIN_VALUE / MICROS, Math.min(Long.MAX_VALUE / MICROS, millis)));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }
}
