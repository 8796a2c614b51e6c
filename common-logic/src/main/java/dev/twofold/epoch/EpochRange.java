package dev.twofold.epoch;

import java.io.Serializable;

/** The epochs {@code [from, to)}: half-open, as every range in Twofold. */
public record EpochRange(long from, long to) implements Serializable {
  /** An upper bound for a range that has no end yet. */
  public static final long OPEN = Long.MAX_VALUE;

  public EpochRange {
    if (from > to) {
      throw new IllegalArgumentException(
          "Cannot make an epoch range that ends before it starts: [" + from + ", " + to + ")");
    }
  }

  public boolean isEmpty() {
    return from == to;
  }

  public boolean contains(long epoch) {
    return from <= epoch && epoch < to;
  }

  /** The epochs in both; an empty range where they share none. */
  public EpochRange intersect(EpochRange other) {
    long low = Math.max(from, other.from);
    return new EpochRange(low, Math.max(low, Math.min(to, other.to)));
  }

  @Override
  public String toString() {
    return "[" + from + ", " + (to == OPEN ? "…" : to) + ")";
  }
}
