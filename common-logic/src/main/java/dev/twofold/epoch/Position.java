package dev.twofold.epoch;

import java.io.Serializable;

/**
 * How far one partition was read: every record below {@code nextOffset} is in, none from it on.
 *
 * @param epoch the highest epoch seen below {@code nextOffset}, {@link #NO_EPOCH} before the first
 *     record
 * @param leaderEpoch the leader epoch of the last record read, -1 where unknown
 */
public record Position(int partition, long nextOffset, long epoch, int leaderEpoch)
    implements Serializable {
  public static final long NO_EPOCH = Long.MIN_VALUE;

  public static Position start(int partition) {
    return new Position(partition, 0, NO_EPOCH, -1);
  }
}
