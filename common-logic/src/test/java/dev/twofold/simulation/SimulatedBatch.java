package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.fold.State;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import dev.twofold.view.memory.MemoryBatchView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The batch layer's protocol: fold what lies between two cuts into a segment, publish, compact,
 * recompute, roll back, expire.
 */
final class SimulatedBatch {
  final MemoryBatchView view = new MemoryBatchView();
  private final SimulatedLog log;
  private final Fold fold;
  private final Map<String, List<StateRow>> segments = new HashMap<>();
  private Generation current;
  private long numbers;

  SimulatedBatch(SimulatedLog log, Fold fold) {
    this.log = log;
    this.fold = fold;
  }

  Generation current() {
    return current;
  }

  /**
   * The retained generation with the earliest seam: not always the one of the lowest number, since
   * what is published after a rollback may lie before what was rolled back.
   */
  Generation earliest() {
    return view.generations().stream()
        .min(Comparator.comparingLong(Generation::through))
        .orElse(null);
  }

  void run() {
    long through = log.epochs.epochOf(log.now() - SimulatedLog.GRACE);
    long from = current == null ? 0 : current.through();
    if (through <= from) {
      return;
    }
    List<Segment> all = new ArrayList<>(current == null ? List.of() : current.segments());
    all.add(write(new EpochRange(from, through), landed(), log.cut(through)));
    publish(all, through, log.cut(through));
  }

  void recompute() {
    if (current != null) {
      Segment whole = write(new EpochRange(0, current.through()), Map.of(), current.positions());
      publish(List.of(whole), current.through(), current.positions());
    }
  }

  void compact() {
    if (current != null && current.segments().size() > 1) {
      Map<List<Object>, State> states = new HashMap<>();
      for (Segment segment : current.segments()) {
        for (StateRow row : segments.get(segment.id())) {
          fold.merge(
              row.state(),
              states.computeIfAbsent(
                  List.of(ByteBuffer.wrap(row.key()), row.pane()), id -> fold.newState()));
        }
      }
      List<StateRow> rows = new ArrayList<>();
      states.forEach(
          (id, state) ->
              rows.add(
                  new StateRow(
                      ((ByteBuffer) id.get(0)).array(), (Long) id.get(1), fold.encode(state))));
      long events = current.events();
      publish(
          List.of(store(new EpochRange(0, current.through()), rows, events)),
          current.through(),
          current.positions());
    }
  }

  void rollback(Random random) {
    List<Generation> all = view.generations();
    if (!all.isEmpty()) {
      current = all.get(random.nextInt(all.size()));
      view.rollback(current.number());
    }
  }

  /** Keeps the newest generations and the current one. */
  void expire(int keep) {
    List<Generation> all = view.generations();
    for (int i = 0; i < all.size() - keep; i++) {
      if (all.get(i).number() != current.number()) {
        view.expire(all.get(i).number());
      }
    }
  }

  private Map<Integer, Position> landed() {
    return current == null ? Map.of() : current.positions();
  }

  private Segment write(EpochRange range, Map<Integer, Position> from, Map<Integer, Position> to) {
    List<StateRow> rows = new ArrayList<>();
    PreAggregator aggregator = newAggregator(rows);
    long events = 0;
    for (Position end : to.values()) {
      long start = from.getOrDefault(end.partition(), Position.start(0)).nextOffset();
      for (long offset = start; offset < end.nextOffset(); offset++) {
        aggregator.add(log.partition(end.partition()).get((int) offset).row(), 0);
        events++;
      }
    }
    aggregator.flush();
    return store(range, rows, events);
  }

  private PreAggregator newAggregator(List<StateRow> rows) {
    return new PreAggregator(
        fold,
        1_000_000,
        (key, pane, epoch, state) -> rows.add(new StateRow(key, pane, fold.encode(state))));
  }

  private Segment store(EpochRange range, List<StateRow> rows, long events) {
    String id = "s" + segments.size();
    segments.put(id, rows);
    view.write(id, rows);
    return new Segment(id, Segment.Kind.EPOCHS, range, events, rows.size());
  }

  private void publish(List<Segment> all, long through, Map<Integer, Position> positions) {
    long events = all.stream().mapToLong(Segment::events).sum();
    numbers++;
    current =
        new Generation(
            numbers,
            numbers,
            through,
            SimulatedLog.TOPIC_ID,
            positions,
            all,
            Instant.ofEpochMilli(log.now()),
            "test",
            events);
    view.publish(current);
  }
}
