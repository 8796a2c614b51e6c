package dev.twofold.batch.views;

import dev.twofold.epoch.Position;
import java.io.Serializable;
import java.util.Map;

/**
 * Where history ends, for now: an epoch's edge, and the position in each partition that it stands
 * for. What lies below is landed (or folded), nothing from it on.
 *
 * @param through the epochs below it are in
 * @param positions by partition
 */
public record Cut(String topic, String topicId, long through, Map<Integer, Position> positions)
    implements Serializable {
  public Cut {
    positions = Map.copyOf(positions);
  }

  /**
   * The partition's position; its start where the cut does not name it: a partition added since.
   */
  public Position position(int partition) {
    return positions.getOrDefault(partition, Position.start(partition));
  }

  /** Whether there may be records below it that are not below the other, of the same topic. */
  public boolean isBeyond(Cut other) {
    return through > other.through
        || positions.values().stream()
            .anyMatch(own -> own.nextOffset() > other.position(own.partition()).nextOffset());
  }

  /** Nothing of the topic. */
  public static Cut start(String topic, String topicId) {
    return new Cut(topic, topicId, 0, Map.of());
  }

  /**
   * @throws IllegalArgumentException where {@code next} speaks of another topic or moves back
   */
  void checkFollowedBy(Cut next) {
    if (!topicId.equals(next.topicId)) {
      throw new IllegalArgumentException(
          "Cannot continue topic " + topicId + " with topic " + next.topicId);
    }
    if (next.through < through) {
      throw new IllegalArgumentException(
          "Cannot move the cut back from epoch " + through + " to " + next.through);
    }
    for (Position before : positions.values()) {
      if (next.position(before.partition()).nextOffset() < before.nextOffset()) {
        throw new IllegalArgumentException(
            "Cannot move back from " + before + " to " + next.position(before.partition()));
      }
    }
  }
}
