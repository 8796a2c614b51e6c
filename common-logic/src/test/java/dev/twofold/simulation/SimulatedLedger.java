package dev.twofold.simulation;

import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.view.Incarnation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The ledger of a source, as each of its views sees it. Nothing it records ever moves back. */
final class SimulatedLedger {
  /**
   * One life of the speed layer.
   *
   * @param fromEpochs by view, the first epoch whose events it has all folded
   */
  record Life(
      long number, String topicId, Map<SimulatedView, Long> fromEpochs, List<Erasure> erasures) {
    Life {
      // In the order of the views, that a seed always takes the same steps.
      fromEpochs = Collections.unmodifiableMap(new LinkedHashMap<>(fromEpochs));
    }
  }

  private final World world;
  private final TreeMap<Long, Life> lives = new TreeMap<>();
  private final Map<Long, Map<Integer, Position>> positions = new HashMap<>();
  private final Map<Long, Map<Integer, Long>> backfills = new HashMap<>();
  private final Map<Long, List<Position>> ends = new HashMap<>();
  private final Map<Long, Long> seals = new HashMap<>();
  private final Set<Long> repairs = new HashSet<>();

  SimulatedLedger(World world) {
    this.world = world;
  }

  /** The newest incarnation that the speed layer began; null before the first. */
  Life newest() {
    boolean any = world.has(Bug.RESTART_TAKES_REPAIR);
    return lives.descendingMap().values().stream()
        .filter(life -> any || !repairs.contains(life.number))
        .findFirst()
        .orElse(null);
  }

  /** An incarnation that covers nothing until it is sealed, and never leads. */
  Life repair(String topicId, SimulatedView view, long fromEpoch) {
    repairs.add(lives.size() + 1L);
    return open(topicId, Map.of(view, fromEpoch));
  }

  Life open(String topicId, Map<SimulatedView, Long> fromEpochs) {
    long number = lives.size() + 1L;
    positions.put(number, new HashMap<>());
    backfills.put(number, new HashMap<>());
    ends.put(number, new ArrayList<>());
    return change(new Life(number, topicId, Map.of(), List.copyOf(world.announced)), fromEpochs);
  }

  /** Changes which views an incarnation folds. */
  Life change(Life life, Map<SimulatedView, Long> fromEpochs) {
    Life changed = new Life(life.number, life.topicId, fromEpochs, life.erasures);
    lives.put(life.number, changed);
    fromEpochs
        .keySet()
        .forEach(view -> ends.get(life.number).forEach(end -> view.rows.end(life.number, end)));
    publish(life.number);
    return changed;
  }

  List<Position> positions(Life life) {
    return new ArrayList<>(positions.get(life.number).values());
  }

  /** One position is one write: whoever dies between two leaves the first. */
  void record(long incarnation, Position position, long backfillBelow) {
    position.addTo(positions.get(incarnation));
    if (backfillBelow > 0) {
      backfills.get(incarnation).merge(position.partition(), backfillBelow, Math::max);
    }
    publish(incarnation);
  }

  void seal(long incarnation, long through) {
    seals.merge(incarnation, through, Math::max);
    publish(incarnation);
  }

  /** Records where an epoch ends in a partition: for all views, also those that join later. */
  void end(long incarnation, Position end) {
    ends.get(incarnation).add(end);
    lives.get(incarnation).fromEpochs.keySet().forEach(view -> view.rows.end(incarnation, end));
  }

  private void publish(long number) {
    Life life = lives.get(number);
    boolean anyTopic = world.has(Bug.RESTORE_TAKES_ANY_TOPIC);
    String topicId = anyTopic ? world.log.topicId() : life.topicId;
    life.fromEpochs.forEach(
        (view, from) ->
            view.rows.record(
                new Incarnation(
                    number,
                    topicId,
                    from,
                    seals.getOrDefault(number, from),
                    positions.get(number),
                    backfills.get(number),
                    world.log.now(),
                    SimulatedMaster.ids(life.erasures))));
  }
}
