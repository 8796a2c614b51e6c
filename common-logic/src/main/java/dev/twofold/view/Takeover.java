package dev.twofold.view;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a version of a view that is being built can take over the view's name: once its answers are
 * exact, and hold every event that those of the version in force hold. So whoever asks by name is
 * told of no event, and then no more: its rows may come from a replay that lags, or its segments
 * lack a backfill.
 */
public final class Takeover {
  private Takeover() {}

  /**
   * Why the version that is being built cannot take over yet, for people; empty where it can.
   *
   * @throws ViewUnavailableException where no layer can answer for one of the two
   */
  public static List<String> obstacles(ViewReader inForce, ViewReader built) {
    // In this order: of two that are as far, what is read later is at least as far.
    Provenance before = inForce.look();
    Provenance after = built.look();
    List<String> obstacles = new ArrayList<>(after.degraded());
    Map<String, Map<Integer, Position>> reached = reached(after);
    reached(before)
        .forEach(
            (topic, positions) ->
                positions.forEach(
                    (partition, position) -> {
                      Position own =
                          reached
                              .getOrDefault(topic, Map.of())
                              .getOrDefault(partition, Position.start(partition));
                      if (own.nextOffset() < position.nextOffset()) {
                        obstacles.add(lag(own, position));
                      }
                    }));
    return obstacles;
  }

  private static String lag(Position own, Position position) {
    // Batch has no other negative partition than that of files that were backfilled.
    return own.partition() < 0
        ? "the next batch run has to fold what was backfilled from files"
        : "partition "
            + own.partition()
            + " is folded up to offset "
            + own.nextOffset()
            + ", and by the version in force up to "
            + position.nextOffset();
  }

  /** By topic id and partition, the position below which an answer holds every event. */
  private static Map<String, Map<Integer, Position>> reached(Provenance answer) {
    Map<String, Map<Integer, Position>> reached = new TreeMap<>();
    answer.generation().ifPresent(of -> add(of.topicId(), of.positions(), reached));
    for (Ledger.Cover cover : answer.covers()) {
      if (cover.epochs().to() == EpochRange.OPEN) {
        add(cover.incarnation().topicId(), cover.incarnation().positions(), reached);
      }
    }
    return reached;
  }

  private static void add(
      String topic, Map<Integer, Position> positions, Map<String, Map<Integer, Position>> into) {
    Map<Integer, Position> all = into.computeIfAbsent(topic, none -> new HashMap<>());
    positions.values().forEach(position -> position.addTo(all));
  }
}
