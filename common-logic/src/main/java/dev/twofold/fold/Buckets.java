package dev.twofold.fold;

/**
 * The log-linear buckets of a histogram: 64 of equal width in each octave, so that a bucket's
 * middle is within 1/128 (0.79 %) of all its values. Bucket numbers are ordered as the values: the
 * magnitude's exponent and top six bits, with the value's sign. Zero, and all that is nearer to it
 * than 2^-1022, is bucket 0; the infinities have buckets of their own, and NaN the highest.
 */
final class Buckets {
  /** The bits of a double below its exponent and the top six of its mantissa. */
  private static final int DROPPED_BITS = 46;

  private static final int LEAST_NORMAL = 1 << 6;
  private static final int INFINITY = 0x7FF << 6;
  private static final int NAN = INFINITY + 1;
  private static final int ONE = 1023 << 6;

  /** How many buckets doubles have. */
  static final int DOUBLES = 2 * NAN;

  /** How many buckets longs have. */
  static final int LONGS = 2 * (64 << 6);

  private Buckets() {}

  static int of(double value) {
    if (Double.isNaN(value)) {
      return NAN;
    }
    long bits = Double.doubleToRawLongBits(value);
    int magnitude = (int) ((bits & Long.MAX_VALUE) >>> DROPPED_BITS);
    if (magnitude < LEAST_NORMAL) {
      return 0;
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** The same buckets; integers up to 128 have one each. */
  static int of(long value) {
    if (value == 0) {
      return 0;
    }
    long magnitude = Math.abs(value);
    int exponent = 63 - Long.numberOfLeadingZeros(magnitude);
    // The bits below the leading one, to the top; then six of them.
    int mantissa = exponent == 0 ? 0 : (int) (magnitude << (64 - exponent) >>> 58);
    int bucket = ONE + (exponent << 6) + mantissa;
    return value < 0 ? -bucket : bucket;
  }

  /** The middle of the bucket. */
  static double toDouble(int bucket) {
    int magnitude = Math.abs(bucket);
    if (magnitude == NAN) {
      return Double.NaN;
    }
    if (magnitude < LEAST_NORMAL) {
      return 0;
    }
    long middle = magnitude == INFINITY ? 0 : 1L << (DROPPED_BITS - 1);
    double value = Double.longBitsToDouble(((long) magnitude << DROPPED_BITS) + middle);
    return bucket < 0 ? -value : value;
  }

  /** The middle of the integers in the bucket. */
  static long toLong(int bucket) {
    int magnitude = Math.abs(bucket);
    if (magnitude < ONE) {
      return 0;
    }
    int exponent = (magnitude - ONE) >> 6;
    if (exponent >= 63) {
      return Long.MIN_VALUE;
    }
    long leading = 64L + (magnitude & 63);
    long value;
    if (exponent <= 6) {
      value = leading >> (6 - exponent);
    } else {
      long width = 1L << (exponent - 6);
      value = (leading << (exponent - 6)) + (width - 1) / 2;
    }
    return bucket < 0 ? -value : value;
  }
}
