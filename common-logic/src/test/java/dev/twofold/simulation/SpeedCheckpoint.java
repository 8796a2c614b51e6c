package dev.twofold.simulation;

import dev.twofold.epoch.Position;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a restored attempt begins with.
 *
 * @param positions of every subtask: several may name a partition
 * @param offsets from which the source reads on, by partition
 * @param dropped states of epochs below it may have been dropped
 */
record SpeedCheckpoint(
    Map<Row, byte[]> states,
    List<Position> positions,
    Map<Integer, Long> backfills,
    Map<Integer, Long> offsets,
    long dropped) {
  /** A row of the real-time views, but for its incarnation. */
  record Row(SimulatedView view, ByteBuffer key, long pane, long epoch) {}

  SpeedCheckpoint {
    states = Map.copyOf(states);
    positions = List.copyOf(positions);
    backfills = Map.copyOf(backfills);
    offsets = Map.copyOf(offsets);
  }

  /** A cold start's. */
  static SpeedCheckpoint of(Collection<Position> positions) {
    Map<Integer, Long> offsets = new HashMap<>();
    positions.forEach(at -> offsets.put(at.partition(), at.nextOffset()));
    return new SpeedCheckpoint(Map.of(), List.copyOf(positions), Map.of(), offsets, Long.MIN_VALUE);
  }

  SpeedCheckpoint withStates(Map<Row, byte[]> others) {
    return new SpeedCheckpoint(others, positions, backfills, offsets, dropped);
  }

  /** The furthest position of each partition. */
  Collection<Position> furthest() {
    Map<Integer, Position> all = new HashMap<>();
    positions.forEach(at -> at.addTo(all));
    return all.values();
  }
}
