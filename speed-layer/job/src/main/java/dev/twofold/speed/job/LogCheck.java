package dev.twofold.speed.job;

import dev.twofold.epoch.Position;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Checks that a topic's log is the one that positions speak of, and still has all from them on. */
final class LogCheck {
  private LogCheck() {}

  /**
   * @throws RefusedException where it is another topic, or records between the positions and its
   *     log are gone
   */
  static void check(TopicLog log, String topic, String topicId, Collection<Position> positions) {
    checkId(log, topic, topicId);
    List<Integer> partitions = positions.stream().map(Position::partition).toList();
    Map<Integer, Long> starts = log.starts(partitions);
    Map<Integer, Long> ends = log.ends(partitions);
    for (Position position : positions) {
      long next = position.nextOffset();
      long start = starts.get(position.partition());
      long end = ends.get(position.partition());
      if (start > next) {
        throw new RefusedException(
            "Records are lost: topic %s, partition %d no longer has offsets [%d, %d), which the speed layer has not read. %s"
                .formatted(topic, position.partition(), next, start, coldStart()));
      }
      if (end < next) {
        throw new RefusedException(
            "Topic %s, partition %d ends at offset %d, before the position %d of the speed layer: Kafka lost records that it had acknowledged. %s"
                .formatted(topic, position.partition(), end, next, coldStart()));
      }
      if (!log.isContinuedBy(position)) {
        throw new RefusedException(
            "Topic %s, partition %d was cut back behind the position %d of the speed layer, and has grown again: Kafka lost records that it had acknowledged, which are counted. %s"
                .formatted(topic, position.partition(), next, coldStart()));
      }
    }
  }

  static void checkId(TopicLog log, String topic, String topicId) {
    String now = log.topicId();
    if (!now.equals(topicId)) {
      throw new RefusedException(
          "Topic %s was deleted and made anew: its id was %s and is now %s. %s"
              .formatted(topic, topicId, now, coldStart()));
    }
  }

  private static String coldStart() {
    return "To begin a new incarnation instead of going on with a checkpoint, delete the source's folder under checkpoints/ in the state folder"
        + " and start again, with --from a generation whose positions Kafka still has, or without to begin at its oldest record";
  }
}
