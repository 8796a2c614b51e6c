package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.List;

/** What keeps a view small: compaction, expiry of generations, retention of real-time rows. */
final class Upkeep {
  /** Epochs whose rows go together. */
  private static final long BUCKET = 2;

  /** Hardly a row is of an epoch before it. */
  private static final long FIRST = 94;

  private final World world;
  private final SimulatedView view;

  Upkeep(World world, SimulatedView view) {
    this.world = world;
    this.view = view;
  }

  Step compact() {
    SimulatedView.Version version = view.version();
    if (version.current() == null || version.isHeld()) {
      return null;
    }
    List<Segment> all = new ArrayList<>(version.current().segments());
    List<Segment> old =
        all.stream().filter(segment -> segment.kind() == Segment.Kind.EPOCHS).toList();
    if (old.size() < 2) {
      return null;
    }
    all.removeAll(old);
    all.add(merge(version.current(), old));
    return () -> {
      view.commit(version, all, Cut.of(version.current()));
      return null;
    };
  }

  private Segment merge(Generation generation, List<Segment> old) {
    Answer merged = new Answer();
    for (Segment segment : old) {
      view.states(segment.id()).forEach(row -> merged.accept(row.key(), row.pane(), row.state()));
    }
    List<StateRow> rows = new ArrayList<>();
    merged
        .groups()
        .forEach(
            (group, state) ->
                rows.add(
                    new StateRow(group.key().array(), group.pane(), Payment.FOLD.encode(state))));
    EpochRange range = new EpochRange(0, generation.through());
    long events = old.stream().mapToLong(Segment::events).sum();
    return new Segment(view.write(rows), Segment.Kind.EPOCHS, range, events, rows.size());
  }

  /** Lets old generations go, waits for queries that hold one, then deletes their files. */
  Step expire() {
    if (view.current() == null) {
      return null;
    }
    List<String> segments = view.expire();
    long asOf = world.queries();
    return segments.isEmpty() ? null : () -> delete(segments, asOf);
  }

  private Step delete(List<String> segments, long asOf) {
    if (world.isQueryRunningSince(asOf) && !world.has(Bug.FILES_DELETED_AT_ONCE)) {
      return () -> delete(segments, asOf);
    }
    segments.forEach(view.batch::delete);
    return null;
  }

  /** Raises the floor, then drops rows that no retained generation needs, a bucket at a time. */
  Step dropRows() {
    Generation earliest = world.has(Bug.FLOOR_OF_CURRENT) ? view.current() : view.earliest();
    if (earliest == null) {
      return null;
    }
    long floor = earliest.through() / BUCKET * BUCKET;
    long from = Math.max(FIRST, view.rows.floor());
    if (floor <= from) {
      return null;
    }
    if (world.has(Bug.ROWS_DROPPED_BEFORE_FLOOR)) {
      return drop(from, floor, () -> raise(floor, null));
    }
    return raise(floor, drop(from, floor, null));
  }

  private Step raise(long floor, Step then) {
    view.rows.raiseFloor(floor);
    return then;
  }

  private Step drop(long from, long to, Step then) {
    if (from >= to) {
      return then;
    }
    return () -> {
      view.rows.drop(new EpochRange(from, from + BUCKET));
      return drop(from + BUCKET, to, then);
    };
  }
}
