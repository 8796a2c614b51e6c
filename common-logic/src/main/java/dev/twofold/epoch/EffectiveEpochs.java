package dev.twofold.epoch;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives each record its epoch: that of its ingestion time, raised to the highest epoch seen before
 * it in its partition, so that epochs never go back within a partition. A pure function of the
 * partition's log. Not thread-safe.
 */
public final class EffectiveEpochs {
  private final EpochClock clock;
  private final Map<Integer, Long> highest = new HashMap<>();

  public EffectiveEpochs(EpochClock clock) {
    this.clock = clock;
  }

  /** Starts a partition at a position, with the highest epoch seen before it. */
  public void resume(Position position) {
    highest.merge(position.partition(), position.epoch(), Math::max);
  }

  /** The epoch of the partition's next record. Call once per record, in offset order. */
  public long next(int partition, long ingestionMillis) {
    long own = clock.epochOf(ingestionMillis);
    long before = highest.getOrDefault(partition, Position.NO_EPOCH);
    if (own > before) {
      highest.put(partition, own);
      return own;
    }
    return before;
  }
}
