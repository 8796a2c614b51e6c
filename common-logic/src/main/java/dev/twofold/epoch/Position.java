package dev.twofold.epoch;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;

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

  /** Of two positions in a partition, the one that is further. */
  public Position furthest(Position other) {
    return nextOffset >= other.nextOffset ? this : other;
  }

  /** Puts it into {@code all} by its partition, unless a further one is there. */
  public void addTo(Map<Integer, Position> all) {
    all.merge(partition, this, Position::furthest);
  }

  /**
   * The first epoch of which no record lies below any of the positions.
   *
   * @param least the answer where no record does
   */
  public static long firstEpochBeyond(Collection<Position> positions, long least) {
    return positions.stream()
        .filter(position -> position.epoch != NO_EPOCH)
        .mapToLong(position -> position.epoch + 1)
        .reduce(least, Math::max);
  }
}
