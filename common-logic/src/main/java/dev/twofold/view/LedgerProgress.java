package dev.twofold.view;

import dev.twofold.epoch.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one attempt of the speed layer may promise in the ledger: positions of completed
 * checkpoints, and sealed epochs. Not thread-safe.
 *
 * <p>After a restore it is silent until every partition has passed the end that its log had then.
 * Before the crash, rows may have taken in records in another interleaving of partitions than the
 * replay does, and of two states of a row the one with more events stays. From that end on, what is
 * replayed holds all that was there before.
 */
public final class LedgerProgress {
  /** A topic's log, asked afresh each time; any answer may fail. */
  public interface Log {
    Set<Integer> partitions();

    /** The offset after each partition's last record, committed or not. */
    Map<Integer, Long> ends(Collection<Integer> partitions);

    /**
     * Whether {@code [from, to)} holds no record that a reader of committed records would get.
     * False also where an open transaction hides what is to come.
     */
    boolean nothingCommitted(int partition, long from, long to);
  }

  /** An interval of a partition's log that was seen to hold no committed record. */
  private record Silence(long from, long to) {}

  private final Map<Integer, Position> positions = new HashMap<>();
  private final Map<Integer, Long> backfills = new HashMap<>();
  private final Map<Integer, Silence> silences = new HashMap<>();
  private boolean replaying;
  private boolean unrecorded;
  private Map<Integer, Long> replayEnds;
  private long sealedThrough = Long.MIN_VALUE;

  /**
   * @param replaying whether an attempt before this one may have written rows beyond its checkpoint
   */
  public LedgerProgress(boolean replaying) {
    this.replaying = replaying;
  }

  /**
   * Takes the positions of a completed checkpoint: all rows of the events below them are durable.
   *
   * @param newBackfills by partition, the offset below which records may have no ingestion time
   */
  public void completed(Collection<Position> newPositions, Map<Integer, Long> newBackfills) {
    newPositions.forEach(position -> positions.put(position.partition(), position));
    backfills.putAll(newBackfills);
    unrecorded = true;
  }

  /** Whether the ledger has to be silent, as of the last {@link #replay}. */
  public boolean isReplaying() {
    return replaying;
  }

  /** Looks whether the replay is over; the first look decides where it ends. */
  public boolean replay(Log log) {
    if (replaying) {
      if (replayEnds == null) {
        replayEnds = Map.copyOf(log.ends(log.partitions()));
      }
      replaying =
          !replayEnds.entrySet().stream()
              .allMatch(end -> hasReached(log, position(end.getKey()), end.getValue()));
    }
    return replaying;
  }

  /** Whether there is something to record, and it may be. */
  public boolean isToRecord() {
    return unrecorded && !replaying;
  }

  public Collection<Position> positions() {
    return positions.values();
  }

  public Map<Integer, Long> backfills() {
    return backfills;
  }

  public void recorded() {
    unrecorded = false;
  }

  /** The epochs below it are sealed; {@link Long#MIN_VALUE} while none is. */
  public long sealedThrough() {
    return sealedThrough;
  }

  /**
   * The epoch through which the ledger can seal now: every partition, listed now, has passed those
   * below, by a record of a later epoch, or by having no record to come though the epoch is over. A
   * partition that does not answer has passed nothing.
   *
   * @param over the epoch that ended more than the grace period ago, by a clock read before
   * @return empty where that is no news
   */
  public OptionalLong sealable(Log log, long over) {
    if (replaying || over <= sealedThrough) {
      return OptionalLong.empty();
    }
    Set<Integer> partitions = log.partitions();
    Map<Integer, Long> ends = log.ends(partitions);
    long passed = over;
    for (int partition : partitions) {
      unrecorded |= positions.putIfAbsent(partition, Position.start(partition)) == null;
      Position position = positions.get(partition);
      if (position.epoch() < over && !hasReached(log, position, ends.get(partition))) {
        passed = Math.min(passed, position.epoch());
      }
    }
    return passed > sealedThrough ? OptionalLong.of(passed) : OptionalLong.empty();
  }

  /** Takes what the ledger has recorded as sealed. */
  public void sealed(long through) {
    sealedThrough = through;
  }

  private Position position(int partition) {
    return positions.getOrDefault(partition, Position.start(partition));
  }

  private boolean hasReached(Log log, Position position, long end) {
    long next = position.nextOffset();
    Silence known = silences.get(position.partition());
    if (next >= end || (known != null && known.from == next && known.to >= end)) {
      return true;
    }
    if (!log.nothingCommitted(position.partition(), next, end)) {
      return false;
    }
    silences.put(position.partition(), new Silence(next, end));
    return true;
  }
}
