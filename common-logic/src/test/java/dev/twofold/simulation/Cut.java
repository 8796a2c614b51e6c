package dev.twofold.simulation;

import dev.twofold.epoch.Position;
import dev.twofold.view.Generation;
import java.util.Map;

/** An epoch's edge, and the position in each partition that it stands for. */
record Cut(String topicId, long through, Map<Integer, Position> positions) {
  Cut {
    positions = Map.copyOf(positions);
  }

  static Cut of(Generation generation) {
    return new Cut(generation.topicId(), generation.through(), generation.positions());
  }

  /** Whether there may be records below it that are not below the other. */
  boolean isBeyond(Cut other) {
    return through > other.through
        || positions.values().stream()
            .anyMatch(own -> own.nextOffset() > other.position(own.partition()).nextOffset());
  }

  /** Its start where the cut does not name the partition: one added since. */
  Position position(int partition) {
    return positions.getOrDefault(partition, Position.start(partition));
  }
}
