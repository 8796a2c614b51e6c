package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** APPROX_PERCENTILE: the middle of the {@link Buckets bucket} of the value at nearest rank. */
final class Percentile extends Accumulator {
  private static final List<Column> FIELDS = List.of(new Column("", DataType.BINARY, false));

  private final Spec spec;
  private Histogram histogram = new Histogram();

  private Percentile(Spec spec) {
    this.spec = spec;
  }

  void add(long value) {
    histogram.add(Buckets.of(value));
  }

  void add(double value) {
    histogram.add(Buckets.of(value));
  }

  void add(BigDecimal value) {
    histogram.add(Buckets.of(value.doubleValue()));
  }

  @Override
  public void merge(Accumulator other) {
    histogram.add(((Percentile) other).histogram);
  }

  @Override
  public void write(FieldWriter out) {
    out.writeBytes(histogram.toBytes());
  }

  @Override
  public Object present() {
    if (histogram.total() == 0) {
      return null;
    }
    // p as it is written: 0.07 of 100 is rank 7, though 0.07 * 100 > 7 in binary.
    long rank =
        BigDecimal.valueOf(spec.p)
            .multiply(BigDecimal.valueOf(histogram.total()))
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    int bucket = histogram.at(Math.max(1, rank));
    return spec.input.kind() == Kind.BIGINT
        ? (Object) Buckets.toLong(bucket)
        : (Object) Buckets.toDouble(bucket);
  }

  record Spec(DataType input, double p) implements AggregateSpec {
    /**
     * A step of one byte to each bucket and a count of two: more counts of three take 10^9 events.
     */
    @Override
    public long maxBytes() {
      return 3L * (input.kind() == Kind.BIGINT ? Buckets.LONGS : Buckets.DOUBLES);
    }

    @Override
    public Accumulator create() {
      return new Percentile(this);
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      Percentile read = new Percentile(this);
      read.histogram = Histogram.of(in.readBytes());
      for (int bucket : read.histogram.sorted()) {
        int known =
            input.kind() == Kind.BIGINT
                ? Buckets.of(Buckets.toLong(bucket))
                : Buckets.of(Buckets.toDouble(bucket));
        if (known != bucket) {
          throw new IllegalArgumentException("Cannot read a histogram with a bucket " + bucket);
        }
      }
      return read;
    }

    @Override
    public DataType resultType() {
      return input.kind() == Kind.BIGINT ? DataType.BIGINT : DataType.DOUBLE;
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public String errorBound() {
      return "relative error at most 0.8 %";
    }
  }
}
