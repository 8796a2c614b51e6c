package dev.twofold.fold;

import java.util.Arrays;

/**
 * Numbers the groups of a {@link PreAggregator} from 0 on, by key, pane and epoch. A hash table
 * whose entries lie in a few flat arrays: with many groups the fold's speed is that of the memory,
 * and an object a group is a read more that each lookup waits for. Not thread-safe.
 */
final class GroupTable {
  /** What no group has for a number. */
  static final int NONE = -1;

  /** All keys together: beyond it there is no room for more. */
  private static final int MAX_KEY_BYTES = 1 << 28;

  /** Pane, epoch, start of the key; a power of two, so that they share a cache line. */
  private static final int FIELDS = 4;

  private static final int EPOCH = 1;
  private static final int KEY = 2;

  /**
   * Open addressing with linear probes, at most half full: the group's hash in the upper half, its
   * number plus one in the lower; 0 where empty.
   */
  private long[] slots = new long[128];

  private long[] fields = new long[64 * FIELDS];

  /** All keys, one after the other. */
  private byte[] keys = new byte[1024];

  private int keysEnd;
  private int size;

  /** How many groups there are. */
  int size() {
    return size;
  }

  boolean hasRoomFor(KeyWriter key) {
    return keysEnd <= MAX_KEY_BYTES - key.length();
  }

  /** The first group with this hash, without a look at its key; or {@link #NONE}. */
  int candidate(int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if ((int) (entry >>> 32) == hash) {
        return (int) entry - 1;
      }
      slot = (slot + 1) & mask;
    }
    return NONE;
  }

  /** The group; or {@link #NONE}. */
  int find(KeyWriter key, int hash, long pane, long epoch) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if ((int) (entry >>> 32) == hash && is((int) entry - 1, key, pane, epoch)) {
        return (int) entry - 1;
      }
      slot = (slot + 1) & mask;
    }
    return NONE;
  }

  /** Whether there is such a group, and it is that of the key, the pane and the epoch. */
  boolean is(int group, KeyWriter key, long pane, long epoch) {
    int at = group * FIELDS;
    return group >= 0
        && group < size
        && fields[at] == pane
        && fields[at + EPOCH] == epoch
        && Arrays.equals(
            keys, (int) fields[at + KEY], keyEnd(group), key.buffer(), 0, key.length());
  }

  /** Reads what {@link #is} will. The result says nothing. */
  int touch(int group) {
    return keys[(int) fields[group * FIELDS + KEY]];
  }

  /** Adds a group that is not there. */
  int add(KeyWriter key, int hash, long pane, long epoch) {
    if ((size + 1) * FIELDS > fields.length) {
      grow();
    }
    if (keysEnd + key.length() >= keys.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length + key.length());
    }
    System.arraycopy(key.buffer(), 0, keys, keysEnd, key.length());
    int at = size * FIELDS;
    fields[at] = pane;
    fields[at + EPOCH] = epoch;
    fields[at + KEY] = keysEnd;
    keysEnd += key.length();
    size++;
    put((long) hash << 32 | size);
    return size - 1;
  }

  byte[] key(int group) {
    return Arrays.copyOfRange(keys, (int) fields[group * FIELDS + KEY], keyEnd(group));
  }

  long pane(int group) {
    return fields[group * FIELDS];
  }

  long epoch(int group) {
    return fields[group * FIELDS + EPOCH];
  }

  /** Forgets every group. */
  void clear() {
    Arrays.fill(slots, 0);
    keysEnd = 0;
    size = 0;
  }

  private int keyEnd(int group) {
    return group + 1 == size ? keysEnd : (int) fields[(group + 1) * FIELDS + KEY];
  }

  private void put(long entry) {
    int mask = slots.length - 1;
    int slot = (int) (entry >>> 32) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
  }

  private void grow() {
    fields = Arrays.copyOf(fields, Math.multiplyExact(2, fields.length));
    long[] old = slots;
    slots = new long[Math.multiplyExact(2, old.length)];
    for (long entry : old) {
      if (entry != 0) {
        put(entry);
      }
    }
  }
}
