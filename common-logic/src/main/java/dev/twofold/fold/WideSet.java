package dev.twofold.fold;

import java.util.Arrays;
import java.util.Comparator;

/** A set of 128-bit numbers: a hash table of longs, without an object a value. Not thread-safe. */
final class WideSet {
  static final Comparator<long[]> UNSIGNED =
      (a, b) -> {
        int high = Long.compareUnsigned(a[0], b[0]);
        return high != 0 ? high : Long.compareUnsigned(a[1], b[1]);
      };

  /**
   * Pairs (high, low), open addressing with linear probes, at most half full; a pair of zeros is
   * free.
   */
  private long[] table = new long[8];

  private int size;

  /** Zero itself cannot be told from a free slot. */
  private boolean hasZero;

  int size() {
    return hasZero ? size + 1 : size;
  }

  void add(long high, long low) {
    if ((high | low) == 0) {
      hasZero = true;
      return;
    }
    int slot = slot(high, low);
    if ((table[slot] | table[slot + 1]) == 0) {
      table[slot] = high;
      table[slot + 1] = low;
      size++;
      if (4 * size > table.length) {
        grow();
      }
    }
  }

  void addAll(WideSet other) {
    hasZero |= other.hasZero;
    for (int i = 0; i < other.table.length; i += 2) {
      if ((other.table[i] | other.table[i + 1]) != 0) {
        add(other.table[i], other.table[i + 1]);
      }
    }
  }

  /** The numbers as pairs (high, low), ascending, unsigned. */
  long[][] sorted() {
    long[][] pairs = new long[size()][];
    int next = 0;
    if (hasZero) {
      pairs[next++] = new long[2];
    }
    for (int i = 0; i < table.length; i += 2) {
      if ((table[i] | table[i + 1]) != 0) {
        pairs[next++] = new long[] {table[i], table[i + 1]};
      }
    }
    Arrays.sort(pairs, UNSIGNED);
    return pairs;
  }

  /** Where the pair is, or the free slot where it would go. */
  private int slot(long high, long low) {
    long mixed = (high * 0x9E3779B97F4A7C15L ^ low) * 0xC2B2AE3D27D4EB4FL;
    int mask = table.length - 2;
    int slot = (int) (mixed >>> 31) & mask;
    while ((table[slot] | table[slot + 1]) != 0
        && (table[slot] != high || table[slot + 1] != low)) {
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = table;
    table = new long[Math.multiplyExact(2, old.length)];
    for (int i = 0; i < old.length; i += 2) {
      if ((old[i] | old[i + 1]) != 0) {
        int slot = slot(old[i], old[i + 1]);
        table[slot] = old[i];
        table[slot + 1] = old[i + 1];
      }
    }
  }
}
