package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.util.List;

/** Not done yet. */
final class DistinctCount extends Accumulator {
  static final int LIMIT = 1 << 18;
  void add(long value) {}
  void add(double value) {}
  void add(boolean value) {}
  void add(BigDecimal value) {}
  void add(String value) {}

  @Override
  public void merge(Accumulator other) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void write(FieldWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object present() {
    throw new UnsupportedOperationException();
  }

  record Spec(DataType input, int limit) implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new DistinctCount();
    }

    @Override
    public List<Column> fields() {
      return List.of(new Column("", DataType.BINARY, false));
    }

    @Override
    public Accumulator read(FieldReader in) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DataType resultType() {
      return DataType.BIGINT;
    }
  }
}
