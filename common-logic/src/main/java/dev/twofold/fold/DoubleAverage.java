package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.util.List;

/** Not done yet. */
final class DoubleAverage extends Accumulator {
  void add(double value) {}
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

  record Spec() implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new DoubleAverage();
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
      return DataType.DOUBLE;
    }
  }
}
