package dev.twofold.fold;

import java.math.BigDecimal;

/**
 * Builds a group key's canonical bytes: each column a tag and a self-delimiting value, so that unsigned byte order of keys is
 * column order (NULL first; strings by unsigned UTF-8), and null is not "". Reused from row to row. Not thread-safe.
 */
public final class KeyWriter {
  /** A string longer than this in UTF-8 is NULL in a key: stores limit their keys, and both layers must agree. */
  public static final int MAX_STRING_BYTES = 8192;

  public void reset() {
    throw new UnsupportedOperationException();
  }

  public void writeNull() {
    throw new UnsupportedOperationException();
  }

  public void writeBoolean(boolean value) {
    throw new UnsupportedOperationException();
  }

  public void writeLong(long value) {
    throw new UnsupportedOperationException();
  }

  public void writeDouble(double value) {
    throw new UnsupportedOperationException();
  }

  public void writeDecimal(BigDecimal value) {
    throw new UnsupportedOperationException();
  }

  public void writeString(String value) {
    throw new UnsupportedOperationException();
  }

  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }
}
