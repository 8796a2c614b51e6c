package dev.twofold.batch.job;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What states are shuffled and sorted by, as bytes: which view (2 bytes), the group key, the pane
 * (8 bytes). Because no key is the start of another key of its view, the unsigned order of these
 * bytes is that of view, then key, then pane.
 */
final class StateKey {
  private static final int VIEW_BYTES = Short.BYTES;
  private static final int PANE_BYTES = Long.BYTES;

  private StateKey() {}

  static byte[] of(int view, byte[] key, long pane) {
    return ByteBuffer.allocate(VIEW_BYTES + key.length + PANE_BYTES)
        .putShort((short) view)
        .put(key)
        // With the sign flipped, unsigned order is signed order.
        .putLong(pane ^ Long.MIN_VALUE)
        .array();
  }

  static int view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getShort();
  }

  static byte[] key(byte[] bytes) {
    return Arrays.copyOfRange(bytes, VIEW_BYTES, bytes.length - PANE_BYTES);
  }

  static long pane(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong(bytes.length - PANE_BYTES) ^ Long.MIN_VALUE;
  }

  /** A hash of the view and the key alone, so that a key's panes lie together. */
  static int hashOfKey(byte[] bytes) {
    int hash = 1;
    for (int i = 0; i < bytes.length - PANE_BYTES; i++) {
      hash = 31 * hash + bytes[i];
    }
    // Spread over the low bits, which decide the partition.
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  /** Unsigned. */
  enum Order implements Comparator<byte[]>, Serializable {
    ASCENDING;

    @Override
    public int compare(byte[] a, byte[] b) {
      return Arrays.compareUnsigned(a, b);
    }
  }
}
