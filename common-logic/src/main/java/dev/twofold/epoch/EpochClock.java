package dev.twofold.epoch;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * Turns ingestion times (milliseconds since 1970, UTC) into epochs and back. Fixed for the life of
 * a source.
 */
public record EpochClock(long lengthMillis) implements Serializable {
  public EpochClock {
    if (lengthMillis <= 0) {
      throw new IllegalArgumentException(
          "Cannot use an epoch length that is not positive: " + lengthMillis + " ms");
    }
  }

  public static EpochClock of(Duration length) {
    return new EpochClock(length.toMillis());
  }

  /**
   * The epoch that this ingestion time alone falls in; see {@link EffectiveEpochs} for a record's
   * epoch.
   */
  public long epochOf(long ingestionMillis) {
    return Math.floorDiv(ingestionMillis, lengthMillis);
  }

  /** The first millisecond of the epoch. */
  public long startMillis(long epoch) {
    return Math.multiplyExact(epoch, lengthMillis);
  }

  public Instant start(long epoch) {
    return Instant.ofEpochMilli(startMillis(epoch));
  }

  /**
   * The first epoch that a partition has whole, where the records before its first one are gone.
   * Those may have been stamped later than it, by another broker's clock.
   *
   * @param firstMillis ingestion time of the first record that is left; the time now where none is
   * @param grace how far brokers' clocks may be apart
   */
  public long firstWholeEpoch(long firstMillis, Duration grace) {
    return epochOf(firstMillis + grace.toMillis()) + 1;
  }
}
