package dev.twofold.fold;

import java.math.BigInteger;

/** Exact numbers to the nearest double, ties to even. */
final class Rounding {
  /**
   * The quotient is taken to at least this many bits, so that what lies below them is only ever a
   * sticky bit.
   */
  private static final int QUOTIENT_BITS = 66;

  private static final int LOWEST_EXPONENT = -1074;

  private Rounding() {}

  /**
   * {@code numerator / denominator * 2^exponent}, correctly rounded; infinite where it is beyond
   * all doubles.
   */
  static double quotient(BigInteger numerator, BigInteger denominator, int exponent) {
    if (numerator.signum() == 0) {
      return 0.0;
    }
    BigInteger magnitude = numerator.abs();
    int shift = Math.max(0, QUOTIENT_BITS - (magnitude.bitLength() - denominator.bitLength()));
    BigInteger[] division = magnitude.shiftLeft(shift).divideAndRemainder(denominator);
    BigInteger bits = division[1].signum() == 0 ? division[0] : division[0].setBit(0);
    double rounded = round(bits, exponent - shift);
    return numerator.signum() < 0 ? -rounded : rounded;
  }

  private static double round(BigInteger bits, int exponent) {
    int drop = Math.max(bits.bitLength() - 53, LOWEST_EXPONENT - exponent);
    if (drop <= 0) {
      return Math.scalb((double) bits.longValue(), exponent);
    }
    long kept = bits.shiftRight(drop).longValue();
    boolean half = bits.testBit(drop - 1);
    boolean more = bits.getLowestSetBit() < drop - 1;
    if (half && (more || (kept & 1) == 1)) {
      kept++;
    }
    return Math.scalb((double) kept, exponent + drop);
  }
}
