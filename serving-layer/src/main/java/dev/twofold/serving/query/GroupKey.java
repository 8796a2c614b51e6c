package dev.twofold.serving.query;

import java.util.Arrays;

/**
 * What a row of an answer is about.
 *
 * @param bytes canonical bytes of the key, with NULL for columns that are not grouped by
 * @param window start of the window, milliseconds since 1970, UTC; 0 where the query has no windows
 */
record GroupKey(byte[] bytes, long window) {
  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey key && window == key.window && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + Long.hashCode(window);
  }
}
