package dev.twofold.fold;

import java.util.Arrays;

/**
 * Counts by bucket number: a hash table of ints, so that an addition costs a few nanoseconds. Not
 * thread-safe.
 */
final class Histogram {
  /** Open addressing with linear probes, at most half full; a slot with count 0 is free. */
  private int[] buckets = new int[8];

  private long[] counts = new long[8];
  private int size;
  private long total;

  /** How many values were added. */
  long total() {
    return total;
  }

  void add(int bucket) {
    total++;
    add(bucket, 1);
  }

  void add(Histogram other) {
    total += other.total;
    for (int i = 0; i < other.counts.length; i++) {
      if (other.counts[i] != 0) {
        add(other.buckets[i], other.counts[i]);
      }
    }
  }

  /**
   * The bucket of the value at a rank.
   *
   * @param rank from 1 to {@link #total}
   */
  int at(long rank) {
    long below = 0;
    for (int bucket : sorted()) {
      below += counts[slot(bucket)];
      if (below >= rank) {
        return bucket;
      }
    }
    throw new IllegalArgumentException("Cannot find rank " + rank + " of " + total);
  }

  /**
   * By ascending bucket: how far it is above the one before (the first: its number, signed), and
   * its count, as varints.
   */
  byte[] toBytes() {
    BytesOut out = new BytesOut(4 * size);
    int[] sorted = sorted();
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0) {
        out.writeSignedVarint(sorted[i]);
      } else {
        out.writeVarint((long) sorted[i] - sorted[i - 1]);
      }
      out.writeVarint(counts[slot(sorted[i])]);
    }
    return out.toBytes();
  }

  /**
   * @throws IllegalArgumentException where these bytes are none of {@link #toBytes}
   */
  static Histogram of(byte[] bytes) {
    Histogram read = new Histogram();
    BytesIn in = new BytesIn(bytes);
    long bucket = 0;
    while (in.remaining() > 0) {
      boolean isFirst = read.size == 0;
      long step = isFirst ? in.readSignedVarint() : in.readCount();
      long count = in.readCount();
      bucket = Math.addExact(bucket, step);
      if (count == 0 || (step == 0 && !isFirst) || bucket != (int) bucket) {
        throw new IllegalArgumentException("Cannot read a malformed histogram");
      }
      read.total = Math.addExact(read.total, count);
      read.add((int) bucket, count);
    }
    return read;
  }

  int[] sorted() {
    int[] sorted = new int[size];
    int next = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        sorted[next++] = buckets[i];
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  private void add(int bucket, long count) {
    int slot = slot(bucket);
    if (counts[slot] == 0) {
      buckets[slot] = bucket;
      size++;
    }
    counts[slot] += count;
    if (2 * size > counts.length) {
      grow();
    }
  }

  /** Where the bucket is, or the free slot where it would go. */
  private int slot(int bucket) {
    int mask = counts.length - 1;
    int mixed = bucket * 0x9E3779B1;
    int slot = (mixed ^ mixed >>> 16) & mask;
    while (counts[slot] != 0 && buckets[slot] != bucket) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldBuckets = buckets;
    long[] oldCounts = counts;
    buckets = new int[2 * oldBuckets.length];
    counts = new long[2 * oldCounts.length];
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldBuckets[i]);
        buckets[slot] = oldBuckets[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
