package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExactSumTest {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  @Provide
  Arbitrary<List<Double>> finite() {
    return ValuesOf.finiteDoubles().list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<List<Long>> longs() {
    return ValuesOf.longs().list().ofMaxSize(30);
  }

  @Property(tries = 3000)
  void aSumOfDoublesIsExact(@ForAll("finite") List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(value -> sum.add(value.doubleValue()));
    BigDecimal expected =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(exact(sum)).isEqualByComparingTo(expected);
    assertThat(exact(ExactSum.of(sum.toBytes()))).isEqualByComparingTo(expected);
    assertThat(sum.toDouble()).isEqualTo(expected.doubleValue());
  }

  @Property(tries = 2000)
  void aSumOfSquaresIsExact(@ForAll("finite") List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(value -> sum.addSquare(value.doubleValue()));
    BigDecimal expected =
        values.stream()
            .map(BigDecimal::new)
            .map(value -> value.multiply(value))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(exact(sum)).isEqualByComparingTo(expected);
    assertThat(exact(ExactSum.of(sum.toBytes()))).isEqualByComparingTo(expected);
  }

  @Property(tries = 1000)
  void aSumOfLongsIsExact(@ForAll("longs") List<Long> values) {
    ExactSum sum = new ExactSum();
    ExactSum squares = new ExactSum();
    BigInteger expected = BigInteger.ZERO;
    BigInteger expectedSquares = BigInteger.ZERO;
    for (long value : values) {
      sum.add(value);
      squares.addSquare(value);
      expected = expected.add(BigInteger.valueOf(value));
      expectedSquares = expectedSquares.add(BigInteger.valueOf(value).pow(2));
    }
    assertThat(exact(sum)).isEqualByComparingTo(new BigDecimal(expected));
    assertThat(exact(squares)).isEqualByComparingTo(new BigDecimal(expectedSquares));
  }

  @Property(tries = 2000)
  void bytesThatAreNoSumAreRefused(@ForAll byte[] bytes) {
    try {
      assertThat(ExactSum.of(bytes).toBytes()).isEqualTo(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("Cannot read");
    }
  }

  @SuppressWarnings("BigDecimalLiteralDouble") // What the double is, not what was written.
  @Example
  void carriesSurviveMoreAdditionsThanALimbHolds() {
    // A state that was added to itself 40 times stands for 2^40 additions.
    ExactSum sum = new ExactSum();
    sum.add(-0.1);
    sum.add(Double.MAX_VALUE);
    BigDecimal expected = new BigDecimal(-0.1).add(new BigDecimal(Double.MAX_VALUE));
    for (int i = 0; i < 62; i++) {
      ExactSum same = ExactSum.of(sum.toBytes());
      sum.add(same);
      expected = expected.multiply(TWO);
    }
    assertThat(exact(sum)).isEqualByComparingTo(expected);
    assertThat(sum.toDouble()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(ExactSum.of(sum.toBytes()).toBytes()).isEqualTo(sum.toBytes());
  }

  @Example
  void pendingCarriesAreTakenOnWhenStatesMeet() {
    ExactSum sum = new ExactSum();
    long expected = 0;
    Random random = new Random(7);
    for (int i = 0; i < 3_000_000; i++) {
      long value = random.nextLong() >> 20;
      sum.add(value);
      expected += value;
    }
    ExactSum doubled = new ExactSum();
    BigInteger total = BigInteger.valueOf(expected);
    for (int i = 0; i < 1200; i++) {
      doubled.add(sum);
    }
    assertThat(exact(doubled))
        .isEqualByComparingTo(new BigDecimal(total.multiply(BigInteger.valueOf(1200))));
  }

  @Example
  void whatIsNotFiniteIsAsIeeeHasIt() {
    ExactSum sum = new ExactSum();
    sum.add(1.0);
    sum.add(Double.POSITIVE_INFINITY);
    assertThat(sum.toDouble()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(sum.toBytes()).hasSize(1);
    sum.add(Double.NEGATIVE_INFINITY);
    assertThat(sum.toDouble()).isNaN();
  }

  @Example
  void aPaddedSumIsRefused() {
    assertThatThrownBy(() -> ExactSum.of(new byte[] {0, 67, 1, 0}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExactSum.of(new byte[] {0, 67, 0, 0, 0, 0, 1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static BigDecimal exact(ExactSum sum) {
    BigDecimal mantissa = new BigDecimal(sum.mantissa());
    int exponent = sum.exponent();
    return exponent < 0
        ? mantissa.divide(TWO.pow(-exponent))
        : mantissa.multiply(TWO.pow(exponent));
  }
}
