package dev.twofold.batch.job;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which records the next landing takes: in each partition from where the last one ended to the
 * first record of the epoch {@code through}.
 *
 * @param from how far the master dataset goes
 * @param ranges one a partition that the topic has, empty ones too
 */
record LandingPlan(Cut from, long through, List<Range> ranges) {
  private static final Duration TRANSACTION_PATIENCE = Duration.ofSeconds(30);

  /** The records {@code [from.nextOffset(), to)} of a partition. */
  record Range(Position from, long to) implements Serializable {
    int partition() {
      return from.partition();
    }

    boolean isEmpty() {
      return from.nextOffset() == to;
    }
  }

  boolean hasRecords() {
    return ranges.stream().anyMatch(range -> !range.isEmpty());
  }

  /**
   * @param landed how far the master dataset goes; empty before the first landing
   * @param through start of an epoch that is over for at least the grace period
   * @throws RefusedException where records that were not landed are gone from the topic, or it is
   *     not the topic that was landed
   */
  static LandingPlan of(
      TopicLog log, Optional<Cut> landed, String topic, long through, EpochClock clock) {
    TopicLog.Identity identity = log.identity();
    Cut from = landed.orElse(Cut.start(topic, identity.id()));
    if (!from.topicId().equals(identity.id())) {
      throw new RefusedException(
          "Topic "
              + topic
              + " was deleted and created again: the master dataset holds records of topic id "
              + from.topicId()
              + ", the topic's id is now "
              + identity.id()
              + ". Give the new topic a source of its own.");
    }
    List<Integer> partitions = identity.partitions();
    // The ends first: what is appended later is not missed, because it belongs to a later epoch.
    Map<Integer, Long> ends = log.end(partitions);
    Map<Integer, Long> edges = log.atTime(partitions, clock.startMillis(through));
    Map<Integer, Long> earliest = log.earliest(partitions);
    List<Range> ranges = new ArrayList<>();
    for (int partition : partitions) {
      Position position = from.position(partition);
      long edge = edges.get(partition);
      long end = edge >= 0 ? edge : ends.get(partition);
      if (earliest.get(partition) > position.nextOffset()) {
        throw new RefusedException(
            "Records of topic "
                + topic
                + " are gone before they were landed: partition "
                + partition
                + ", offsets ["
                + position.nextOffset()
                + ", "
                + earliest.get(partition)
                + "). Restore them, or give the topic a source of its own from here on; and keep"
                + " records for longer (retention.ms) than runs may be apart.");
      }
      if (ends.get(partition) < position.nextOffset()) {
        throw new RefusedException(
            "Topic "
                + topic
                + " has lost records that were landed: partition "
                + partition
                + " ends at offset "
                + ends.get(partition)
                + ", landed are those below "
                + position.nextOffset()
                + ".");
      }
      ranges.add(new Range(position, Math.max(end, position.nextOffset())));
    }
    awaitTransactions(log, topic, partitions, ranges);
    return new LandingPlan(from, through, List.copyOf(ranges));
  }

  /**
   * Waits until no open transaction reaches below the cut: its records could still come to count.
   */
  private static void awaitTransactions(
      TopicLog log, String topic, List<Integer> partitions, List<Range> ranges) {
    long deadline = System.nanoTime() + TRANSACTION_PATIENCE.toNanos();
    while (true) {
      Map<Integer, Long> stable = log.lastStable(partitions);
      Optional<Range> open =
          ranges.stream().filter(range -> stable.get(range.partition()) < range.to()).findFirst();
      if (open.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "A transaction is open in topic "
                + topic
                + ", partition "
                + open.get().partition()
                + ", since offset "
                + stable.get(open.get().partition())
                + ", before the cut at offset "
                + open.get().to()
                + ". Run again when its producer has ended it (or Kafka, after"
                + " transaction.timeout.ms).");
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for a transaction", e);
      }
    }
  }
}
