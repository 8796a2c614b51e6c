package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** AVG of BIGINT or DECIMAL: from the exact sum and the count. */
final class Average extends WideLong {
  /** AVG of DECIMAL(p, s) has so many more digits than s after the point. */
  private static final int MORE_DIGITS = 6;

  private final Spec spec;
  private long count;

  private Average(Spec spec) {
    this.spec = spec;
  }

  void add(long value) {
    addToSum(value);
    count++;
  }

  void add(BigDecimal value) {
    addToSum(value);
    count++;
  }

  @Override
  public void merge(Accumulator other) {
    Average that = (Average) other;
    addToSum(that);
    count += that.count;
  }

  @Override
  public void write(FieldWriter out) {
    writeSum(out, spec.input.scale());
    out.writeLong(count);
  }

  @Override
  public Object present() {
    if (count == 0) {
      return null;
    }
    if (spec.input.kind() == Kind.DECIMAL) {
      int scale = spec.resultType().scale();
      return toDecimal(spec.input.scale())
          .divide(BigDecimal.valueOf(count), scale, RoundingMode.HALF_UP);
    }
    return Rounding.quotient(toBigInteger(), BigInteger.valueOf(count), 0);
  }

  record Spec(DataType input) implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new Average(this);
    }

    @Override
    public List<Column> fields() {
      return List.of(
          new Column("sum", DataType.decimal(38, input.scale()), false),
          new Column("count", DataType.BIGINT, false));
    }

    @Override
    public Accumulator read(FieldReader in) {
      Average read = new Average(this);
      in.addDecimalTo(read);
      read.count = Values.requireCount(in.readLong());
      return read;
    }

    @Override
    public DataType resultType() {
      return input.kind() == Kind.DECIMAL
          ? DataType.decimal(input.precision() + MORE_DIGITS, input.scale() + MORE_DIGITS)
          : DataType.DOUBLE;
    }
  }
}
