package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigInteger;
import java.util.List;

/** AVG of DOUBLE: the correctly rounded quotient of the exact sum and the count. */
final class DoubleAverage extends Accumulator {
  private static final List<Column> FIELDS =
      List.of(
          new Column("sum", DataType.BINARY, false), new Column("count", DataType.BIGINT, false));

  private ExactSum sum = new ExactSum();
  private long count;

  void add(double value) {
    sum.add(value);
    count++;
  }

  @Override
  public void merge(Accumulator other) {
    DoubleAverage that = (DoubleAverage) other;
    sum.add(that.sum);
    count += that.count;
  }

  @Override
  public void write(FieldWriter out) {
    out.writeBytes(sum.toBytes());
    out.writeLong(count);
  }

  @Override
  public Object present() {
    if (count == 0) {
      return null;
    }
    return sum.isFinite()
        ? Rounding.quotient(sum.mantissa(), BigInteger.valueOf(count), sum.exponent())
        : sum.toDouble();
  }

  record Spec() implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new DoubleAverage();
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      DoubleAverage read = new DoubleAverage();
      read.sum = ExactSum.of(in.readBytes());
      read.count = Values.requireCount(in.readLong());
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.DOUBLE;
    }
  }
}
