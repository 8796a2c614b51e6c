package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * VAR_POP, VAR_SAMP and their roots: from the count, the exact sum and the exact sum of squares.
 */
final class Variance extends Accumulator {
  private static final List<Column> FIELDS =
      List.of(
          new Column("count", DataType.BIGINT, false),
          new Column("sum", DataType.BINARY, false),
          new Column("squares", DataType.BINARY, false));

  /** Which of them. */
  enum Result {
    VAR_POP(0),
    VAR_SAMP(1),
    STDDEV_POP(0),
    STDDEV_SAMP(1);

    private final int freedom;

    Result(int freedom) {
      this.freedom = freedom;
    }

    private boolean isRoot() {
      return this == STDDEV_POP || this == STDDEV_SAMP;
    }
  }

  private final Spec spec;
  private long count;
  private ExactSum sum = new ExactSum();
  private ExactSum squares = new ExactSum();

  private Variance(Spec spec) {
    this.spec = spec;
  }

  void add(double value) {
    count++;
    sum.add(value);
    squares.addSquare(value);
  }

  void add(long value) {
    count++;
    sum.add(value);
    squares.addSquare(value);
  }

  /** Adds the unscaled value; the result is scaled. */
  void add(BigDecimal value) {
    add(value.unscaledValue().longValueExact());
  }

  @Override
  public void merge(Accumulator other) {
    Variance that = (Variance) other;
    count += that.count;
    sum.add(that.sum);
    squares.add(that.squares);
  }

  @Override
  public void write(FieldWriter out) {
    out.writeLong(count);
    out.writeBytes(sum.toBytes());
    out.writeBytes(squares.toBytes());
  }

  @Override
  public Object present() {
    int freedom = spec.result.freedom;
    if (count <= freedom) {
      return null;
    }
    double variance = sum.isFinite() ? variance(freedom) : Double.NaN;
    return spec.result.isRoot() ? Math.sqrt(variance) : variance;
  }

  /** {@code (n Σx² - (Σx)²) / (n (n - freedom))}, rounded once. */
  private double variance(int freedom) {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger squared = sum.mantissa().pow(2);
    int squaredExponent = 2 * sum.exponent();
    int exponent = Math.min(squaredExponent, squares.exponent());
    BigInteger numerator =
        n.multiply(squares.mantissa())
            .shiftLeft(squares.exponent() - exponent)
            .subtract(squared.shiftLeft(squaredExponent - exponent));
    BigInteger denominator =
        n.multiply(BigInteger.valueOf(count - freedom))
            .multiply(BigInteger.TEN.pow(2 * spec.input.scale()));
    return Rounding.quotient(numerator, denominator, exponent);
  }

  record Spec(Result result, DataType input) implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new Variance(this);
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      Variance read = new Variance(this);
      read.count = Values.requireCount(in.readLong());
      read.sum = ExactSum.of(in.readBytes());
      read.squares = ExactSum.of(in.readBytes());
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.DOUBLE;
    }
  }
}
