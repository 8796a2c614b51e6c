package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.util.List;

/** SUM of DOUBLE: the correctly rounded exact sum. */
final class DoubleSum extends Accumulator {
  private static final List<Column> FIELDS = List.of(new Column("", DataType.BINARY, true));

  private ExactSum sum = new ExactSum();
  private boolean empty = true;

  void add(double value) {
    sum.add(value);
    empty = false;
  }

  @Override
  public void merge(Accumulator other) {
    DoubleSum that = (DoubleSum) other;
    sum.add(that.sum);
    empty &= that.empty;
  }

  @Override
  public void write(FieldWriter out) {
    if (empty) {
      out.writeNull();
    } else {
      out.writeBytes(sum.toBytes());
    }
  }

  @Override
  public Object present() {
    return empty ? null : (Object) sum.toDouble();
  }

  record Spec() implements AggregateSpec {
    @Override
    public boolean additive() {
      return true;
    }

    @Override
    public Accumulator create() {
      return new DoubleSum();
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      DoubleSum read = new DoubleSum();
      if (!in.readNull()) {
        read.sum = ExactSum.of(in.readBytes());
        read.empty = false;
      }
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.DOUBLE;
    }
  }
}
