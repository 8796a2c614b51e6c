package dev.twofold.fold;

import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.data.Scalars;

/**
 * Every aggregate of Twofold, by the SQL function that names it.
 *
 * <p>Generated code adds a row to measure {@code i} by casting its accumulator to {@code
 * spec.create().getClass()}, a class of this package, and calling {@code add} with the inputs' Java
 * values: boolean, long (BIGINT and TIMESTAMP), double, BigDecimal of exactly the input's scale, or
 * String without lone surrogates. {@link #count} adds nothing: {@code add()}. {@link #argMin},
 * {@link #argMax} and {@link #latest} take two boxed objects, value and order. A row where an input
 * is NULL, or where the measure's FILTER is not TRUE, is not added. A {@code double} need not be
 * canonical: accumulators make -0.0 and NaN one.
 *
 * <p>Each method throws IllegalArgumentException, with a message fit for users, where the function
 * does not take the type.
 */
public final class Aggregates {
  /**
   * Sums of decimals up to this precision cannot outgrow DECIMAL(38), however many events there
   * are.
   */
  public static final int MAX_DECIMAL_PRECISION = 19;

  private Aggregates() {}

  /** COUNT: BIGINT, 0 where nothing was added. For {@code COUNT(x)}, add where x is not NULL. */
  public static AggregateSpec count() {
    return new Count.Spec();
  }

  /**
   * SUM: BIGINT of BIGINT, DECIMAL(38, s) of DECIMAL(p, s), DOUBLE, correctly rounded, of DOUBLE.
   */
  public static AggregateSpec sum(DataType input) {
    requireNumber("SUM", input);
    return input.kind() == Kind.DOUBLE ? new DoubleSum.Spec() : new Sum.Spec(input);
  }

  /**
   * AVG: DOUBLE of BIGINT and DOUBLE, correctly rounded; DECIMAL(p + 6, s + 6), half up, of
   * DECIMAL(p, s).
   */
  public static AggregateSpec average(DataType input) {
    requireNumber("AVG", input);
    return input.kind() == Kind.DOUBLE ? new DoubleAverage.Spec() : new Average.Spec(input);
  }

  /** MIN of any type but BINARY. VARCHAR by code point, NaN above all numbers, FALSE below TRUE. */
  public static AggregateSpec min(DataType input) {
    return extreme(Extreme.MIN, input);
  }

  /** MAX of any type but BINARY; ordered as {@link #min}. */
  public static AggregateSpec max(DataType input) {
    return extreme(Extreme.MAX, input);
  }

  /** VAR_POP: DOUBLE, correctly rounded. */
  public static AggregateSpec varPop(DataType input) {
    return variance(Variance.Result.VAR_POP, input);
  }

  /** VAR_SAMP: DOUBLE, correctly rounded; NULL of fewer than two values. */
  public static AggregateSpec varSamp(DataType input) {
    return variance(Variance.Result.VAR_SAMP, input);
  }

  /** STDDEV_POP: DOUBLE, the root of the correctly rounded variance. */
  public static AggregateSpec stddevPop(DataType input) {
    return variance(Variance.Result.STDDEV_POP, input);
  }

  /**
   * STDDEV_SAMP: DOUBLE, the root of the correctly rounded variance; NULL of fewer than two values.
   */
  public static AggregateSpec stddevSamp(DataType input) {
    return variance(Variance.Result.STDDEV_SAMP, input);
  }

  /**
   * COUNT(DISTINCT x): BIGINT, exact up to {@link DistinctCount#LIMIT} values; more is an error at
   * presentation.
   */
  public static AggregateSpec countDistinct(DataType input) {
    requireNotBinary("COUNT(DISTINCT)", input);
    return new DistinctCount.Spec(input, DistinctCount.LIMIT);
  }

  /** APPROX_COUNT_DISTINCT: BIGINT, a CPC sketch of 2,048 rows. */
  public static AggregateSpec approxCountDistinct(DataType input) {
    requireNotBinary("APPROX_COUNT_DISTINCT", input);
    return new ApproxDistinctCount.Spec();
  }

  /**
   * APPROX_PERCENTILE: the value at nearest rank, within 0.8 %. BIGINT of BIGINT, and exact up to
   * 128; DOUBLE of DOUBLE and DECIMAL.
   *
   * @param p in [0, 1]
   */
  public static AggregateSpec approxPercentile(DataType input, double p) {
    requireNumber("APPROX_PERCENTILE", input);
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "APPROX_PERCENTILE takes a fraction from 0 to 1, such as 0.95, not " + p);
    }
    return new Percentile.Spec(input, p);
  }

  /**
   * APPROX_TOP_K: LIST of {@link TopEntry}, most frequent first.
   *
   * @param k in [1, 1000]
   */
  public static AggregateSpec approxTopK(DataType input, int k) {
    requireNotBinary("APPROX_TOP_K", input);
    if (k < 1 || k > 1000) {
      throw new IllegalArgumentException("APPROX_TOP_K takes a k from 1 to 1000, not " + k);
    }
    return new TopK.Spec(input, k, Math.max(1000, 10 * k), TopK.MAX_STRING);
  }

  /** ARG_MIN(value, order): the value where order is least; the greatest such value of several. */
  public static AggregateSpec argMin(DataType value, DataType order) {
    return argExtreme("ARG_MIN", Extreme.MIN, value, order);
  }

  /**
   * ARG_MAX(value, order): the value where order is greatest; the greatest such value of several.
   */
  public static AggregateSpec argMax(DataType value, DataType order) {
    return argExtreme("ARG_MAX", Extreme.MAX, value, order);
  }

  /** LATEST(value): as {@code ARG_MAX(value, event time)}. */
  public static AggregateSpec latest(DataType value) {
    return argExtreme("LATEST", Extreme.MAX, value, DataType.TIMESTAMP);
  }

  private static AggregateSpec extreme(Extreme side, DataType input) {
    requireNotBinary(side.name(), input);
    return switch (input.kind()) {
      case BIGINT, TIMESTAMP -> new LongExtreme.Spec(side, input);
      case DOUBLE -> new DoubleExtreme.Spec(side);
      default -> new ObjectExtreme.Spec(side, input, Scalars.MAX_TEXT_BYTES);
    };
  }

  private static AggregateSpec variance(Variance.Result result, DataType input) {
    requireNumber(result.name(), input, 18);
    return new Variance.Spec(result, input);
  }

  private static AggregateSpec argExtreme(
      String function, Extreme side, DataType value, DataType order) {
    requireNotBinary(function, value);
    requireNotBinary(function, order);
    return new ArgExtreme.Spec(side, value, order, Scalars.MAX_TEXT_BYTES);
  }

  private static void requireNumber(String function, DataType input) {
    requireNumber(function, input, MAX_DECIMAL_PRECISION);
  }

  private static void requireNumber(String function, DataType input, int maxPrecision) {
    switch (input.kind()) {
      case BIGINT, DOUBLE -> {}
      case DECIMAL -> {
        if (input.precision() > maxPrecision) {
          throw new IllegalArgumentException(
              function
                  + " takes decimals of at most "
                  + maxPrecision
                  + " digits, not "
                  + input
                  + ": cast to DECIMAL(18, "
                  + Math.min(18, input.scale())
                  + ")");
        }
      }
      default ->
          throw new IllegalArgumentException(
              function + " takes BIGINT, DOUBLE or DECIMAL, not " + input);
    }
  }

  private static void requireNotBinary(String function, DataType input) {
    if (input.kind() == Kind.BINARY || input.kind() == Kind.LIST) {
      throw new IllegalArgumentException(function + " does not take " + input);
    }
  }
}
