package dev.twofold.batch.job;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.epoch.Position;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the next landing looks: in each partition from where the last one ended to the end of the
 * log. Where in between the cut lies, the records themselves tell: see {@link LandingTask}.
 */
record LandingPlan(Cut from, List<Range> ranges) {

  /** What becomes of records that Kafka deleted before they were landed. */
  enum Lost {
    REFUSED,
    LEFT_OUT
  }

  /** The offsets {@code [from.nextOffset(), end)} of a partition. */
  record Range(Position from, long end) implements Serializable {
    int partition() {
      return from.partition();
    }

    boolean isEmpty() {
      return from.nextOffset() == end;
    }
  }

  /**
   * Looks at the log as it is now. What is appended later lies behind the cut, wherever that is,
   * unless a clock is off by more than the grace period.
   *
   * @param landed how far the master dataset goes; empty before the first landing
   * @throws RefusedException where records that were not landed are gone from the topic and not to
   *     be left out, or it is not the topic that was landed
   */
  static LandingPlan of(TopicLog log, Optional<Cut> landed, String topic, Lost lost) {
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
    Map<Integer, Long> ends = log.end(partitions);
    Map<Integer, Long> earliest = log.earliest(partitions);
    List<Range> ranges = new ArrayList<>();
    for (int partition : partitions) {
      Position position = from.position(partition);
      long first = earliest.get(partition);
      if (first > position.nextOffset()) {
        if (lost == Lost.REFUSED) {
          throw new RefusedException(gone(topic, partition, position.nextOffset(), first));
        }
        position = new Position(partition, first, position.epoch(), -1);
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
      ranges.add(new Range(position, ends.get(partition)));
    }
    return new LandingPlan(from, List.copyOf(ranges));
  }

  /** Says that records {@code [from, to)} are gone from the topic. */
  static String gone(String topic, int partition, long from, long to) {
    return "Records of topic "
        + topic
        + " are gone before they were landed: partition "
        + partition
        + ", offsets ["
        + from
        + ", "
        + to
        + "). To go on without them is yours to say: ./twofold batch run --accept-loss leaves them"
        + " out; what is sent again counts again. And keep records for longer (retention.ms) than"
        + " runs may be apart.";
  }
}
