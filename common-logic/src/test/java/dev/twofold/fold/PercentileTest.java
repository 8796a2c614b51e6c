package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.twofold.data.DataType;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PercentileTest {
  private static final double BOUND = 0.008;

  @Provide
  Arbitrary<List<Long>> longs() {
    return ValuesOf.longs().list().ofMinSize(1).ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<Double>> doubles() {
    return ValuesOf.doubles()
        .filter(value -> value == 0 || Math.abs(value) >= Double.MIN_NORMAL || Double.isNaN(value))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 5000)
  void aPercentileOfLongsIsWithinItsBound(
      @ForAll("longs") List<Long> values, @ForAll @IntRange(max = 100) int percent) {
    long expected = nearestRank(values.stream().sorted().toList(), percent);
    long result = (long) percentile(DataType.BIGINT, percent, values);
    if (Math.abs(expected) <= 128 && expected != Long.MIN_VALUE) {
      assertThat(result).isEqualTo(expected);
    } else {
      assertThat((double) result).isCloseTo((double) expected, within(Math.abs(BOUND * expected)));
    }
  }

  @Property(tries = 5000)
  void aPercentileOfDoublesIsWithinItsBound(
      @ForAll("doubles") List<Double> values, @ForAll @IntRange(max = 100) int percent) {
    double expected =
        nearestRank(
            values.stream().map(value -> Values.canonical(value.doubleValue())).sorted().toList(),
            percent);
    double result = (double) percentile(DataType.DOUBLE, percent, values);
    if (Double.isFinite(expected)) {
      assertThat(result).isCloseTo(expected, within(Math.abs(BOUND * expected)));
    } else {
      assertThat((Object) result).isEqualTo(expected);
    }
  }

  @Property(tries = 5000)
  void bucketsAreOrderedAsValues(@ForAll double a, @ForAll double b) {
    assertThat(Integer.signum(Integer.compare(Buckets.of(a), Buckets.of(b))))
        .isIn(0, Integer.signum(Double.compare(Values.canonical(a), Values.canonical(b))));
  }

  @Property(tries = 5000)
  void aLongIsInTheBucketOfTheSameDouble(@ForAll("exactLongs") long value) {
    assertThat(Buckets.of(value)).isEqualTo(Buckets.of((double) value));
  }

  @Provide
  Arbitrary<Long> exactLongs() {
    return Arbitraries.longs().between(-(1L << 53), 1L << 53);
  }

  @Example
  void aFractionIsTakenAsItIsWritten() {
    // In binary, 0.07 * 100 is above 7.
    List<Long> values = LongStream.rangeClosed(1, 100).boxed().toList();
    assertThat(percentile(DataType.BIGINT, 7, values)).isEqualTo(7L);
  }

  @Example
  void nothingHasNoPercentile() {
    assertThat(percentile(DataType.DOUBLE, 50, List.of())).isNull();
  }

  private static Object percentile(DataType type, int percent, List<? extends Object> values) {
    return new Subject("", Aggregates.approxPercentile(type, percent / 100.0), type)
        .of(List.copyOf(values))
        .present();
  }

  private static <T> T nearestRank(List<T> sorted, int percent) {
    int rank = (percent * sorted.size() + 99) / 100;
    return sorted.get(Math.max(1, rank) - 1);
  }
}
