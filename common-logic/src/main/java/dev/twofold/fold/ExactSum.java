package dev.twofold.fold;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * An exact sum of doubles and longs and of their squares: a superaccumulator of 32-bit limbs, over
 * the limbs that were touched. Any order of additions and merges leaves the same {@link #toBytes}.
 * Takes as many additions as a long counts. Not thread-safe.
 */
final class ExactSum {
  /** The exponent of the lowest bit there can be, that of the least double's square. */
  static final int LOWEST_EXPONENT = -2148;

  /** Limbs up to that of 2^63 squares of the greatest double. */
  private static final int MAX_LIMBS = 136;

  private static final long LIMB_MASK = 0xFFFF_FFFFL;
  private static final long MANTISSA_MASK = (1L << 52) - 1;

  /** A limb takes this many additions of 32 bits before its carry must go. */
  private static final int MAX_PENDING = 1 << 30;

  private static final int NEGATIVE = 1;
  private static final int NAN = 2;
  private static final int PLUS_INFINITY = 4;
  private static final int MINUS_INFINITY = 8;

  /**
   * Limb {@code i} weighs 2^(32 (first + i) + LOWEST_EXPONENT); signed, with carries not yet taken
   * on.
   */
  private long[] limbs = {};

  private int first;
  private int pending;

  /** The values that are not finite, as flags; the limbs no longer matter once there is one. */
  private int special;

  void add(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    if (exponent == 0x7FF) {
      addSpecial(value);
      return;
    }
    long mantissa = mantissa(bits, exponent);
    addAt(position(exponent), mantissa, bits >> 63);
  }

  void addSquare(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    if (exponent == 0x7FF) {
      addSpecial(Math.abs(value));
      return;
    }
    long mantissa = mantissa(bits, exponent);
    int position = 2 * position(exponent) + LOWEST_EXPONENT;
    addAt(position, mantissa * mantissa, 0);
    addAt(position + 64, Math.multiplyHigh(mantissa, mantissa), 0);
  }

  void add(long value) {
    // The magnitude of Long.MIN_VALUE is right as an unsigned number.
    addAt(-LOWEST_EXPONENT, Math.abs(value), value >> 63);
  }

  void addSquare(long value) {
    addAt(-LOWEST_EXPONENT, value * value, 0);
    addAt(-LOWEST_EXPONENT + 64, Math.multiplyHigh(value, value), 0);
  }

  void add(ExactSum other) {
    special |= other.special;
    int low = 0;
    int high = other.limbs.length;
    while (low < high && other.limbs[low] == 0) {
      low++;
    }
    while (low < high && other.limbs[high - 1] == 0) {
      high--;
    }
    if (low == high) {
      return;
    }
    if (pending + other.pending >= MAX_PENDING) {
      carry();
    }
    pending += other.pending + 1;
    cover(other.first + low, other.first + high);
    for (int i = low; i < high; i++) {
      limbs[other.first + i - first] += other.limbs[i];
    }
    carryWhereDue();
  }

  boolean isFinite() {
    return special == 0;
  }

  /**
   * The sum, or, of sums that are not finite, what IEEE 754 says: the infinity, or NaN where both
   * came or a NaN.
   */
  double toDouble() {
    return isFinite()
        ? Rounding.quotient(mantissa(), BigInteger.ONE, exponent())
        : special == PLUS_INFINITY
            ? Double.POSITIVE_INFINITY
            : special == MINUS_INFINITY ? Double.NEGATIVE_INFINITY : Double.NaN;
  }

  /** The finite sum is {@code mantissa() * 2^exponent()}. */
  BigInteger mantissa() {
    BigInteger sum = BigInteger.ZERO;
    for (int i = limbs.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(Integer.SIZE).add(BigInteger.valueOf(limbs[i]));
    }
    return sum;
  }

  int exponent() {
    return Integer.SIZE * first + LOWEST_EXPONENT;
  }

  /**
   * Nothing for zero; else a byte of flags and, where the sum is finite, its lowest limb's index as
   * a varint and the magnitude from that limb up, lowest byte first, without zeros above.
   */
  byte[] toBytes() {
    if (!isFinite()) {
      return new byte[] {(byte) special};
    }
    byte[] magnitude = mantissa().abs().toByteArray();
    int zeros = 0;
    while (zeros < magnitude.length && magnitude[magnitude.length - 1 - zeros] == 0) {
      zeros++;
    }
    if (zeros == magnitude.length) {
      return new byte[0];
    }
    zeros -= zeros % Integer.BYTES;
    BytesOut out = new BytesOut(magnitude.length + 2);
    out.writeByte(mantissa().signum() < 0 ? NEGATIVE : 0);
    out.writeVarint(first + zeros / Integer.BYTES);
    for (int i = magnitude.length - 1 - zeros; i > 0 || (i == 0 && magnitude[0] != 0); i--) {
      out.writeByte(magnitude[i]);
    }
    return out.toBytes();
  }

  /**
   * @throws IllegalArgumentException where these bytes are none of {@link #toBytes}
   */
  static ExactSum of(byte[] bytes) {
    ExactSum sum = new ExactSum();
    if (bytes.length == 0) {
      return sum;
    }
    BytesIn in = new BytesIn(bytes);
    int flags = in.readByte();
    if (flags > NEGATIVE) {
      requireForm((flags & NEGATIVE) == 0 && flags < 2 * MINUS_INFINITY && in.remaining() == 0);
      sum.special = flags;
      return sum;
    }
    long index = in.readVarint();
    byte[] magnitude = in.readBytes(in.remaining());
    int length = (magnitude.length + Integer.BYTES - 1) / Integer.BYTES;
    requireForm(length > 0 && index >= 0 && index + length <= MAX_LIMBS);
    requireForm(magnitude[magnitude.length - 1] != 0);
    sum.first = (int) index;
    sum.limbs = new long[length];
    for (int i = 0; i < magnitude.length; i++) {
      sum.limbs[i / Integer.BYTES] |= (magnitude[i] & 0xFFL) << (Byte.SIZE * (i % Integer.BYTES));
    }
    requireForm(sum.limbs[0] != 0);
    if (flags == NEGATIVE) {
      for (int i = 0; i < length; i++) {
        sum.limbs[i] = -sum.limbs[i];
      }
    }
    return sum;
  }

  private static void requireForm(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("Cannot read a malformed sum of doubles");
    }
  }

  private static long mantissa(long bits, int exponent) {
    return exponent == 0 ? bits & MANTISSA_MASK : (bits & MANTISSA_MASK) | (1L << 52);
  }

  /** Where the lowest bit of a double's mantissa goes, above {@link #LOWEST_EXPONENT}. */
  private static int position(int exponent) {
    return Math.max(exponent, 1) - 1075 - LOWEST_EXPONENT;
  }

  private void addSpecial(double value) {
    special |= Double.isNaN(value) ? NAN : value > 0 ? PLUS_INFINITY : MINUS_INFINITY;
  }

  /**
   * @param magnitude unsigned
   * @param sign 0 to add, -1 to subtract
   */
  private void addAt(int position, long magnitude, long sign) {
    int index = position >>> 5;
    int shift = position & 31;
    int at = index - first;
    if (at < 0 || at + 3 > limbs.length) {
      cover(index, index + 3);
      at = index - first;
    }
    long high = magnitude >>> 32;
    long spill = (magnitude & LIMB_MASK) << shift;
    long upper = (high << shift) + (spill >>> 32);
    // x ^ sign - sign negates where sign is -1.
    limbs[at] += ((spill & LIMB_MASK) ^ sign) - sign;
    limbs[at + 1] += ((upper & LIMB_MASK) ^ sign) - sign;
    limbs[at + 2] += ((upper >>> 32) ^ sign) - sign;
    if (++pending >= MAX_PENDING) {
      carry();
    }
  }

  private void carryWhereDue() {
    if (pending >= MAX_PENDING) {
      carry();
    }
  }

  /** Brings every limb but the last into 32 bits; the last keeps the sign, within 33. */
  private void carry() {
    pending = 0;
    if (limbs.length == 0) {
      return;
    }
    long top = limbs[limbs.length - 1];
    if (top >> 32 != top >> 63) {
      // Two limbs hold whatever one did.
      cover(first, first + limbs.length + 2);
    }
    for (int i = 0; i + 1 < limbs.length; i++) {
      limbs[i + 1] += limbs[i] >> 32;
      limbs[i] &= LIMB_MASK;
    }
  }

  /** Makes room for the limbs {@code [from, to)}. */
  private void cover(int from, int to) {
    if (limbs.length == 0) {
      first = from;
      limbs = new long[to - from];
      return;
    }
    int newFirst = Math.min(from, first);
    int newEnd = Math.max(to, first + limbs.length);
    if (newFirst == first) {
      limbs = Arrays.copyOf(limbs, newEnd - first);
    } else {
      long[] wider = new long[newEnd - newFirst];
      System.arraycopy(limbs, 0, wider, first - newFirst, limbs.length);
      limbs = wider;
      first = newFirst;
    }
  }
}
