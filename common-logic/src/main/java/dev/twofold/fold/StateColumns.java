package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType.Kind;
import java.math.BigDecimal;
import java.util.List;

/** The fields of a state as boxed values, one a column. */
final class StateColumns {
  private StateColumns() {}

  static final class Writer implements FieldWriter {
    private final Object[] values;
    private int next;

    Writer(Object[] values) {
      this.values = values;
    }

    @Override
    public void writeNull() {
      values[next++] = null;
    }

    @Override
    public void writeBoolean(boolean value) {
      values[next++] = value;
    }

    @Override
    public void writeLong(long value) {
      values[next++] = value;
    }

    @Override
    public void writeDouble(double value) {
      values[next++] = value;
    }

    @Override
    public void writeDecimal(BigDecimal value) {
      values[next++] = value;
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
      values[next++] = BigDecimal.valueOf(unscaled, scale);
    }

    @Override
    public void writeString(String value) {
      values[next++] = value;
    }

    @Override
    public void writeBytes(byte[] value) {
      values[next++] = value;
    }
  }

  static final class Reader implements FieldReader {
    private final List<Column> columns;
    private final Object[] values;
    private int next;

    Reader(List<Column> columns, Object[] values) {
      if (columns.size() != values.length) {
        throw new IllegalArgumentException(
            "Cannot read " + values.length + " values as " + columns.size() + " columns");
      }
      this.columns = columns;
      this.values = values;
    }

    @Override
    public boolean readNull() {
      if (values[next] == null) {
        next++;
        return true;
      }
      return false;
    }

    @Override
    public boolean readBoolean() {
      return take(Boolean.class);
    }

    @Override
    public long readLong() {
      return take(Long.class);
    }

    @Override
    public double readDouble() {
      return take(Double.class);
    }

    @Override
    public BigDecimal readDecimal() {
      Column column = columns.get(next);
      BigDecimal value = take(BigDecimal.class);
      if (column.type().kind() != Kind.DECIMAL || value.scale() != column.type().scale()) {
        throw new IllegalArgumentException("Cannot read " + value + " as " + column);
      }
      return value;
    }

    @Override
    public void addDecimalTo(WideLong sum) {
      sum.readSum(readDecimal());
    }

    @Override
    public String readString() {
      return take(String.class);
    }

    @Override
    public byte[] readBytes() {
      return take(byte[].class);
    }

    private <T> T take(Class<T> type) {
      Object value = values[next];
      if (!type.isInstance(value)) {
        throw new IllegalArgumentException("Cannot read " + value + " as " + columns.get(next));
      }
      next++;
      return type.cast(value);
    }
  }
}
