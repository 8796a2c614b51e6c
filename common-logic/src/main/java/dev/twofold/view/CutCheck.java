package dev.twofold.view;

import dev.twofold.epoch.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds records behind a generation's cut: in a partition after its position there, though of an
 * epoch before its seam. A clock was off by more than the grace period when the cut was made.
 * Neither side of a merged answer has them, until the next segment does.
 *
 * <p>Where a partition's last record of an epoch below the seam lies is known once the partition
 * has passed the seam, and never changes then: it is asked for once. Thread-safe.
 */
final class CutCheck {
  private static final int REMEMBERED = 10_000;

  private final RealtimeView speed;
  private final Map<Edge, Long> ends =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Edge, Long> eldest) {
              return size() > REMEMBERED;
            }
          });

  private record Edge(long incarnation, int partition, long epoch) {}

  CutCheck(RealtimeView speed) {
    this.speed = speed;
  }

  /**
   * Says what lies behind the cut below the positions of the incarnations that answer.
   *
   * @param covers of a ledger that was read before
   */
  List<String> reasons(Generation generation, List<Ledger.Cover> covers) {
    Map<Integer, Long> behind = new TreeMap<>();
    Set<Long> done = new HashSet<>();
    for (Ledger.Cover cover : covers) {
      Incarnation incarnation = cover.incarnation();
      if (!incarnation.topicId().equals(generation.topicId())) {
        return List.of(
            "the batch view is of topic id "
                + generation.topicId()
                + " and the real-time view of "
                + incarnation.topicId()
                + ": the topic was deleted and created again");
      }
      if (done.add(incarnation.number())) {
        ends(generation, incarnation)
            .forEach((partition, end) -> behind.merge(partition, end, Math::max));
      }
    }
    List<String> reasons = new ArrayList<>();
    behind.forEach(
        (partition, end) -> {
          long cut = cut(generation, partition);
          if (end > cut) {
            reasons.add(
                "partition "
                    + partition
                    + " holds records behind the cut of generation "
                    + generation.number()
                    + ", in offsets ["
                    + cut
                    + ", "
                    + end
                    + "), that came after it was made; the next batch run counts them");
          }
        });
    return reasons;
  }

  /** A partition that the generation does not name was added since. */
  private static long cut(Generation generation, int partition) {
    return generation.positions().getOrDefault(partition, Position.start(partition)).nextOffset();
  }

  /** Where the last record below the seam ends, of each partition that was read beyond the cut. */
  private Map<Integer, Long> ends(Generation generation, Incarnation incarnation) {
    Map<Integer, Long> found = new HashMap<>();
    Set<Integer> unknown = new HashSet<>();
    for (Position position : incarnation.positions().values()) {
      int partition = position.partition();
      if (position.nextOffset() <= cut(generation, partition)) {
        continue;
      }
      Long known = ends.get(edge(generation, incarnation, partition));
      if (position.epoch() < generation.through()) {
        found.put(partition, position.nextOffset());
      } else if (known != null) {
        found.put(partition, known);
      } else {
        unknown.add(partition);
      }
    }
    if (!unknown.isEmpty()) {
      Map<Integer, Long> read =
          speed.endsBelow(incarnation.number(), generation.through(), unknown);
      for (int partition : unknown) {
        long end = read.getOrDefault(partition, 0L);
        ends.put(edge(generation, incarnation, partition), end);
        found.put(partition, end);
      }
    }
    return found;
  }

  private static Edge edge(Generation generation, Incarnation incarnation, int partition) {
    return new Edge(incarnation.number(), partition, generation.through());
  }
}
