package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.util.List;

/** Not done yet. */
final class Variance extends Accumulator {
  enum Result {VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP}
  void add(long value) {}
  void add(double value) {}
  void add(BigDecimal value) {}

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

  record Spec(Result result, DataType input) implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new Variance();
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
