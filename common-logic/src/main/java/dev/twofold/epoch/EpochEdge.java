package dev.twofold.epoch;

/**
 * Finds where one partition crosses an epoch's edge: before its first record of an epoch at or
 * after {@code through}. A pure function of the partition's log, however it is split over reads.
 * Not thread-safe.
 */
public final class EpochEdge {
  private final Position from;
  private final long through;
  private final EffectiveEpochs epochs;
  private long epoch;
  private long edge = -1;

  /**
   * @param from where the partition is read from
   * @param through the epoch whose edge is sought
   */
  public EpochEdge(EpochClock clock, Position from, long through) {
    this.from = from;
    this.through = through;
    epochs = new EffectiveEpochs(clock);
    epochs.resume(from);
    epoch = from.epoch();
  }

  /**
   * Takes the partition's next record, and says whether it lies below the edge. Call once per
   * record that has an ingestion time, in offset order, until it says no.
   */
  public boolean takes(long offset, long ingestionMillis) {
    long next = epochs.next(from.partition(), ingestionMillis);
    if (next < through) {
      epoch = next;
      return true;
    }
    edge = offset;
    return false;
  }

  /** The epoch of the last record below the edge; {@link Position#NO_EPOCH} where there is none. */
  public long epoch() {
    return epoch;
  }

  public boolean isFound() {
    return edge >= 0;
  }

  /**
   * The position that the edge stands for.
   *
   * @param end how far the partition was read: the edge where no record was at or after it
   * @param leaderEpoch of the last record below the edge
   */
  public Position position(long end, int leaderEpoch) {
    return new Position(from.partition(), isFound() ? edge : end, epoch, leaderEpoch);
  }
}
