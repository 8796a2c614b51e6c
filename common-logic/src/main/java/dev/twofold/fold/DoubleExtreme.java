package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.util.List;

/** MIN or MAX of DOUBLE; NaN is above all numbers. */
final class DoubleExtreme extends Accumulator {
  private static final List<Column> FIELDS = List.of(new Column("", DataType.DOUBLE, true));

  private final Extreme side;
  private double kept;
  private boolean empty = true;

  private DoubleExtreme(Extreme side) {
    this.side = side;
  }

  void add(double value) {
    double canonical = Values.canonical(value);
    if (empty || side.prefers(Double.compare(canonical, kept))) {
      kept = canonical;
      empty = false;
    }
  }

  @Override
  public void merge(Accumulator other) {
    DoubleExtreme that = (DoubleExtreme) other;
    if (!that.empty) {
      add(that.kept);
    }
  }

  @Override
  public void write(FieldWriter out) {
    if (empty) {
      out.writeNull();
    } else {
      out.writeDouble(kept);
    }
  }

  @Override
  public Object present() {
    return empty ? null : (Object) kept;
  }

  record Spec(Extreme side) implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new DoubleExtreme(side);
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      DoubleExtreme read = new DoubleExtreme(side);
      if (!in.readNull()) {
        read.add(in.readDouble());
      }
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.DOUBLE;
    }
  }
}
