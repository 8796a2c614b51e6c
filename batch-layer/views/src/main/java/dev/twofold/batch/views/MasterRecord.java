package dev.twofold.batch.views;

import dev.twofold.data.Row;

/**
 * One record of a master dataset, as a reader passes it on: a reader fills it anew for the next.
 *
 * @see MasterReader
 */
public final class MasterRecord {
  private final Row row;
  int partition;
  long offset;
  long epoch;
  long ingestedAtMillis;
  String rejected;
  byte[] raw;

  MasterRecord(int columns) {
    row = new Row(columns);
  }

  /**
   * An event that stays as it is.
   *
   * @param epoch {@link dev.twofold.epoch.Position#NO_EPOCH} for a record of a backfill
   */
  public MasterRecord(int partition, long offset, long epoch, long ingestedAtMillis, Row row) {
    this.row = row;
    this.partition = partition;
    this.offset = offset;
    this.epoch = epoch;
    this.ingestedAtMillis = ingestedAtMillis;
  }

  /** The event, as its view's fold takes it; columns that were not asked for are NULL. */
  public Row row() {
    return row;
  }

  public int partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }

  /** {@link dev.twofold.epoch.Position#NO_EPOCH} for a record of a backfill. */
  public long epoch() {
    return epoch;
  }

  /** Milliseconds since 1970, UTC. */
  public long ingestedAtMillis() {
    return ingestedAtMillis;
  }

  /** Why it is a dead letter; null for an event. */
  public String rejected() {
    return rejected;
  }

  /** A dead letter's bytes; null for an event, for a tombstone, and where not asked for. */
  public byte[] raw() {
    return raw;
  }
}
