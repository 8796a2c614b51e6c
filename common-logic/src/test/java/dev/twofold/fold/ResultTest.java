package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Results against a second, naive evaluation of the same values. */
class ResultTest {
  private static final DataType MONEY = Subject.MONEY;

  @Provide
  Arbitrary<List<Long>> longs() {
    return ValuesOf.longs().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<BigDecimal>> decimals() {
    return ValuesOf.decimals(MONEY).list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<Double>> doubles() {
    return ValuesOf.doubles().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<Double>> finite() {
    return ValuesOf.finiteDoubles().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<String>> strings() {
    return ValuesOf.strings().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<Object>> objects() {
    return Arbitraries.of(Subject.everyType())
        .flatMap(type -> ValuesOf.type(type).list().ofMaxSize(20));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aSumOfLongsIsExactOrAnError(@ForAll("longs") List<Long> values) {
    Accumulator sum = of(Aggregates.sum(DataType.BIGINT), DataType.BIGINT, values);
    BigInteger expected =
        values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    if (values.isEmpty()) {
      assertThat(sum.present()).isNull();
    } else if (expected.bitLength() < Long.SIZE) {
      assertThat(sum.present()).isEqualTo(expected.longValue());
    } else {
      assertThatThrownBy(sum::present)
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining(expected.toString());
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void averagesAreRoundedOnce(
      @ForAll("longs") List<Long> longs,
      @ForAll("finite") List<Double> doubles,
      @ForAll("decimals") List<BigDecimal> decimals) {
    assertThat(of(Aggregates.average(DataType.BIGINT), DataType.BIGINT, longs).present())
        .isEqualTo(toDouble(mean(longs.stream().map(BigDecimal::valueOf).toList())));
    assertThat(of(Aggregates.average(DataType.DOUBLE), DataType.DOUBLE, doubles).present())
        .isEqualTo(toDouble(mean(doubles.stream().map(BigDecimal::new).toList())));
    BigDecimal mean = mean(decimals);
    assertThat(of(Aggregates.average(MONEY), MONEY, decimals).present())
        .isEqualTo(mean == null ? null : mean.setScale(10, RoundingMode.HALF_UP));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aSumOfDecimalsIsExact(@ForAll("decimals") List<BigDecimal> values) {
    assertThat(of(Aggregates.sum(MONEY), MONEY, values).present())
        .isEqualTo(values.stream().reduce(BigDecimal::add).orElse(null));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void variancesAreRoundedOnce(
      @ForAll("longs") List<Long> longs,
      @ForAll("finite") List<Double> doubles,
      @ForAll("decimals") List<BigDecimal> decimals) {
    checkVariance(DataType.BIGINT, longs, longs.stream().map(BigDecimal::valueOf).toList());
    checkVariance(DataType.DOUBLE, doubles, doubles.stream().map(BigDecimal::new).toList());
    checkVariance(MONEY, decimals, decimals);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void doublesThatAreNotFiniteSumAsIeeeSaysInAnyOrder(@ForAll("doubles") List<Double> values) {
    boolean finite = values.stream().allMatch(Double::isFinite);
    double naive =
        values.stream().filter(value -> !Double.isFinite(value)).reduce(0.0, Double::sum);
    Object sum = of(Aggregates.sum(DataType.DOUBLE), DataType.DOUBLE, values).present();
    if (!finite) {
      assertThat(sum).isEqualTo(naive);
      assertThat(of(Aggregates.varPop(DataType.DOUBLE), DataType.DOUBLE, values).present())
          .isEqualTo(Double.NaN);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void theLeastAndGreatestStringAreThoseOfItsUtf8Bytes(@ForAll("strings") List<String> values) {
    Comparator<String> order = Comparator.comparing(ResultTest::utf8, Arrays::compareUnsigned);
    assertThat(of(Aggregates.min(DataType.VARCHAR), DataType.VARCHAR, values).present())
        .isEqualTo(values.stream().min(order).orElse(null));
    assertThat(of(Aggregates.max(DataType.VARCHAR), DataType.VARCHAR, values).present())
        .isEqualTo(values.stream().max(order).orElse(null));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aDistinctCountCountsEveryValueOnce(@ForAll("objects") List<Object> values) {
    DataType type = typeOf(values);
    long expected = values.stream().map(Values::canonical).distinct().count();
    assertThat(of(Aggregates.countDistinct(type), type, values).present()).isEqualTo(expected);
    // Two values share a coupon with a chance of 1 in 6,000.
    assertThat((long) of(Aggregates.approxCountDistinct(type), type, values).present())
        .isBetween(expected - 2, expected);
  }

  @Example
  void zerosAreOneValueAndSoAreNaNs() {
    List<Double> zeros = List.of(0.0, -0.0);
    List<Double> nans = List.of(Double.NaN, Double.longBitsToDouble(0x7FF8_0000_0000_0001L));
    for (List<Double> same : List.of(zeros, nans)) {
      for (Subject subject : Subject.all()) {
        if (subject.type().equals(DataType.DOUBLE)) {
          assertThat(subject.bytes(subject.of(List.of(same.get(0)))))
              .as(subject.toString())
              .isEqualTo(subject.bytes(subject.of(List.of(same.get(1)))));
        }
      }
      List<Column> key = List.of(new Column("k", DataType.DOUBLE, true));
      assertThat(Keys.encode(key, new Object[] {same.get(0)}))
          .isEqualTo(Keys.encode(key, new Object[] {same.get(1)}));
      assertThat(of(Aggregates.countDistinct(DataType.DOUBLE), DataType.DOUBLE, same).present())
          .isEqualTo(1L);
    }
  }

  @Example
  void aDistinctCountThatOutgrowsItsLimitSaysWhatToUse() {
    Subject subject =
        new Subject("small", new DistinctCount.Spec(DataType.BIGINT, 100), DataType.BIGINT);
    Accumulator full = subject.of(List.copyOf(LongStream.range(0, 100).boxed().toList()));
    assertThat(full.present()).isEqualTo(100L);
    subject.add(5L, full);
    assertThat(full.present()).isEqualTo(100L);
    subject.add(100L, full);
    assertThatThrownBy(full::present)
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("APPROX_COUNT_DISTINCT");
  }

  @Example
  void anApproximateDistinctCountStaysWithinItsError() {
    for (int count : new int[] {1_000, 30_000, 200_000}) {
      ApproxDistinctCount sketch = new ApproxDistinctCount();
      for (int i = 0; i < count; i++) {
        sketch.add("user " + i);
        sketch.add("user " + i);
      }
      assertThat((long) sketch.present()).isBetween((long) (count * 0.95), (long) (count * 1.05));
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void anArgExtremeIsTheValueAtTheEndOfTheOrder(@ForAll("strings") List<String> values) {
    Subject subject =
        new Subject(
            "ARG_MAX", Aggregates.argMax(DataType.VARCHAR, DataType.BIGINT), DataType.VARCHAR);
    Comparator<String> byOrder = Comparator.comparing(value -> Math.floorMod(value.hashCode(), 5));
    assertThat(subject.of(List.copyOf(values)).present())
        .isEqualTo(
            values.stream()
                .max(byOrder.thenComparing(ResultTest::utf8, Arrays::compareUnsigned))
                .orElse(null));
  }

  private static void checkVariance(
      DataType type, List<? extends Object> values, List<BigDecimal> exact) {
    Object pop = of(Aggregates.varPop(type), type, values).present();
    Object samp = of(Aggregates.varSamp(type), type, values).present();
    assertThat(pop).isEqualTo(toDouble(variance(exact, exact.size())));
    assertThat(samp).isEqualTo(toDouble(variance(exact, exact.size() - 1)));
    assertThat(of(Aggregates.stddevPop(type), type, values).present())
        .isEqualTo(pop == null ? null : Math.sqrt((Double) pop));
    assertThat(of(Aggregates.stddevSamp(type), type, values).present())
        .isEqualTo(samp == null ? null : Math.sqrt((Double) samp));
  }

  /** From the textbook's second formula, in fractions of {@code n}. */
  private static BigDecimal variance(List<BigDecimal> values, int divisor) {
    if (divisor <= 0) {
      return null;
    }
    BigDecimal n = BigDecimal.valueOf(values.size());
    BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal deviations =
        values.stream()
            .map(value -> value.multiply(n).subtract(sum).pow(2))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return quotient(deviations, n.pow(2).multiply(BigDecimal.valueOf(divisor)));
  }

  private static BigDecimal mean(List<BigDecimal> values) {
    return values.isEmpty()
        ? null
        : quotient(
            values.stream().reduce(BigDecimal.ZERO, BigDecimal::add),
            BigDecimal.valueOf(values.size()));
  }

  /** As many digits as a tie between doubles has, and one that says whether more would follow. */
  private static BigDecimal quotient(BigDecimal dividend, BigDecimal divisor) {
    BigDecimal digits = dividend.divide(divisor, new MathContext(800, RoundingMode.DOWN));
    int more = dividend.subtract(digits.multiply(divisor)).signum();
    return digits.add(digits.ulp().scaleByPowerOfTen(-1).multiply(BigDecimal.valueOf(more)));
  }

  private static Double toDouble(BigDecimal value) {
    return value == null ? null : (Double) value.doubleValue();
  }

  private static byte[] utf8(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private static DataType typeOf(List<Object> values) {
    Object any =
        Stream.concat(values.stream(), Stream.of(""))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    if (any instanceof Long) {
      return DataType.BIGINT;
    } else if (any instanceof Double) {
      return DataType.DOUBLE;
    } else if (any instanceof BigDecimal) {
      return MONEY;
    }
    return any instanceof String ? DataType.VARCHAR : DataType.BOOLEAN;
  }

  private static Accumulator of(AggregateSpec spec, DataType type, List<? extends Object> values) {
    return new Subject("", spec, type).of(List.copyOf(values));
  }
}
