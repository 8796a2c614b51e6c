package dev.twofold.fold;

import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random values of each type: extremes, near ties and repetitions among them. */
final class ValuesOf {
  private ValuesOf() {}

  static Arbitrary<Object> type(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Arbitraries.of(true, false).asGeneric();
      case BIGINT, TIMESTAMP -> longs().asGeneric();
      case DOUBLE -> doubles().asGeneric();
      case DECIMAL -> decimals(type).asGeneric();
      case VARCHAR -> strings().asGeneric();
      case BINARY, LIST -> throw new IllegalArgumentException(type.toString());
    };
  }

  static Arbitrary<Long> longs() {
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.longs().between(-200, 200),
        Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L));
  }

  static Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        finiteDoubles(),
        Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0));
  }

  static Arbitrary<Double> finiteDoubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
        Arbitraries.doubles().between(-1000, 1000),
        Arbitraries.integers().between(-150, 150).map(Integer::doubleValue),
        Arbitraries.of(
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            1e16,
            -1e16,
            0.1));
  }

  static Arbitrary<BigDecimal> decimals(DataType type) {
    BigInteger limit = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
    return Arbitraries.oneOf(
            Arbitraries.bigIntegers().between(limit.negate(), limit),
            Arbitraries.bigIntegers().between(BigInteger.valueOf(-200), BigInteger.valueOf(200)),
            Arbitraries.of(limit, limit.negate(), BigInteger.ZERO))
        .map(unscaled -> new BigDecimal(unscaled, type.scale()));
  }

  /**
   * Without lone surrogates; some beyond the BMP, some with zeros, some long, all often repeated.
   */
  static Arbitrary<String> strings() {
    return Arbitraries.oneOf(
        Arbitraries.of("", "a", "\0", "a\0", "a\0b", "ab", "\uFFFF", "\uD83D\uDE00", "é", "\u0001"),
        Arbitraries.strings().withChars('a', 'b', '\0', 'é', '\uFFFD', '\uE000').ofMaxLength(20),
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(point -> point < 0xD800 || point > 0xDFFF)
            .list()
            .ofMaxSize(6)
            .map(ValuesOf::ofCodePoints),
        Arbitraries.integers().between(0, 30).map(n -> "a long string, number " + n));
  }

  private static String ofCodePoints(Iterable<Integer> points) {
    StringBuilder text = new StringBuilder();
    points.forEach(text::appendCodePoint);
    return text.toString();
  }
}
