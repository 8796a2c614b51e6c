package dev.twofold.fold;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An accumulator with a 128-bit sum, in its own fields rather than in an object of their own: each
 * object is one more wait for memory. 2^63 values of at most {@link
 * Aggregates#MAX_DECIMAL_PRECISION} digits keep it within 38 digits, so it never overflows.
 */
abstract class WideLong extends Accumulator {
  private static final BigInteger LIMIT = BigInteger.TEN.pow(38);

  private long high;
  private long low;

  final void addToSum(long value) {
    add(value >> 63, value);
  }

  final void addToSum(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    add(unscaled.shiftRight(64).longValue(), unscaled.longValue());
  }

  final void addToSum(WideLong other) {
    add(other.high, other.low);
  }

  private void add(long addedHigh, long addedLow) {
    long sum = low + addedLow;
    // The carry out of an unsigned addition.
    high += addedHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    low = sum;
  }

  final boolean fitsLong() {
    return high == low >> 63;
  }

  /** The sum, where {@link #fitsLong}. */
  final long longValue() {
    return low;
  }

  final BigInteger toBigInteger() {
    if (fitsLong()) {
      return BigInteger.valueOf(low);
    }
    BigInteger lower = BigInteger.valueOf(low & Long.MAX_VALUE);
    return BigInteger.valueOf(high).shiftLeft(64).add(low < 0 ? lower.setBit(63) : lower);
  }

  final void writeSum(FieldWriter out, int scale) {
    if (fitsLong()) {
      out.writeDecimal(low, scale);
    } else {
      out.writeDecimal(toDecimal(scale));
    }
  }

  final BigDecimal toDecimal(int scale) {
    return fitsLong() ? BigDecimal.valueOf(low, scale) : new BigDecimal(toBigInteger(), scale);
  }

  /** Adds a stored sum. */
  final void readSum(BigDecimal value) {
    if (value.unscaledValue().abs().compareTo(LIMIT) >= 0) {
      throw new IllegalArgumentException("Cannot read a sum of more than 38 digits");
    }
    addToSum(value);
  }
}
