package dev.twofold.fold;

import dev.twofold.data.Scalars;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Builds a group key's canonical bytes: each column a tag and a self-delimiting value, so that
 * unsigned byte order of keys is column order (NULL first; strings by unsigned UTF-8), and null is
 * not "". Reused from row to row. Not thread-safe.
 *
 * <p>Numbers are big-endian with the sign bit flipped, negative doubles with all bits flipped.
 * Strings end in 00 00, and a byte 00 within is written 00 FF.
 *
 * <p>Stores limit their keys, and both layers must agree on what becomes of one that is beyond: a
 * text longer than {@link #MAX_STRING_BYTES} is NULL, and in a key that would take more than {@link
 * #MAX_BYTES} in all every text is.
 */
public final class KeyWriter {
  /** A string longer than this in UTF-8 is NULL in a key. */
  public static final int MAX_STRING_BYTES = 8192;

  /** No key is longer: Cassandra holds 65,535 bytes of key, pane and epoch together. */
  public static final int MAX_BYTES = 60_000;

  private static final int NO_STRINGS = -1;

  static final int NULL = 0;
  static final int BOOLEAN = 1;
  static final int LONG = 2;
  static final int DOUBLE = 3;
  static final int DECIMAL = 4;
  static final int STRING = 5;

  /**
   * Follows a 00 byte of a string; the terminator's second byte is below it, so that a prefix sorts
   * first.
   */
  static final int ESCAPED = 0xFF;

  /** Whether the text is NULL in any key. */
  public static boolean isTooLong(String text) {
    return Scalars.isLonger(text, MAX_STRING_BYTES);
  }

  private final BytesOut out = new BytesOut(64);
  private int maxStringBytes = MAX_STRING_BYTES;

  public void reset() {
    out.truncate(0);
    maxStringBytes = MAX_STRING_BYTES;
  }

  /** Whether the key so far is too long: then it is written again, {@link #resetWithoutStrings}. */
  boolean isTooLong() {
    return out.length() > MAX_BYTES;
  }

  /** As {@link #reset}; every string of the next key is NULL. */
  void resetWithoutStrings() {
    out.truncate(0);
    maxStringBytes = NO_STRINGS;
  }

  public void writeNull() {
    out.writeByte(NULL);
  }

  public void writeBoolean(boolean value) {
    out.writeByte(BOOLEAN);
    out.writeByte(value ? 1 : 0);
  }

  /** Of a BIGINT or a TIMESTAMP. */
  public void writeLong(long value) {
    out.writeByte(LONG);
    out.writeLong(value ^ Long.MIN_VALUE);
  }

  public void writeDouble(double value) {
    long bits = Double.doubleToLongBits(Values.canonical(value));
    out.writeByte(DOUBLE);
    out.writeLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
  }

  /**
   * @param value of exactly the column's scale, which is not written
   */
  public void writeDecimal(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    out.writeByte(DECIMAL);
    out.writeLong(unscaled.shiftRight(64).longValue() ^ Long.MIN_VALUE);
    out.writeLong(unscaled.longValue());
  }

  public void writeString(String value) {
    int start = out.length();
    // No string of more chars fits the limit; one of fewer may still not.
    if (value.length() <= maxStringBytes) {
      out.writeByte(STRING);
      out.writeUtf8(value);
      if (out.length() - start - 1 <= MAX_STRING_BYTES) {
        escape(start + 1);
        out.writeByte(0);
        out.writeByte(0);
        return;
      }
    }
    out.truncate(start);
    writeNull();
  }

  public byte[] toBytes() {
    return out.toBytes();
  }

  int length() {
    return out.length();
  }

  /** The key so far is the first {@link #length} bytes of it, until the next write. */
  byte[] buffer() {
    return out.buffer();
  }

  private void escape(int from) {
    int at = from;
    while (at < out.length() && out.buffer()[at] != 0) {
      at++;
    }
    if (at == out.length()) {
      return;
    }
    byte[] raw = out.toBytes();
    out.truncate(at);
    for (; at < raw.length; at++) {
      out.writeByte(raw[at]);
      if (raw[at] == 0) {
        out.writeByte(ESCAPED);
      }
    }
  }
}
