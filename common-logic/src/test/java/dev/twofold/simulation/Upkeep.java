package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Generation;
import dev.twofold.view.MergePolicy;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** Compares what is published with the speed layer, as far as that has its rows. */
  Step reconcile() {
    if (view.current() != null) {
      view.current().segments().stream()
          .filter(segment -> !world.oneIn(3))
          .forEach(segment -> view.settle(segment.id()));
    }
    return null;
  }

  /** Merges what has outgrown the policy, or all that may be merged. */
  Step compact() {
    SimulatedView.Version version = view.version();
    if (version.current() == null || version.isHeld()) {
      return null;
    }
    List<Segment> all = version.current().segments();
    List<Segment> old = chosen(all);
    if (old.size() < 2) {
      return null;
    }
    EpochRange range =
        new EpochRange(old.get(0).range().from(), old.get(old.size() - 1).range().to());
    Segment merged = merge(old, range);
    view.settle(merged.id());
    List<Segment> listed = new ArrayList<>(all);
    listed.removeAll(old);
    if (world.has(Bug.MERGE_SWALLOWS_GAP)) {
      listed.removeIf(left -> isIn(range, left));
    }
    listed.add(merged);
    return () -> {
      if (view.commit(version, listed, Cut.of(version.current()))) {
        old.forEach(view::checkSettled);
      }
      return null;
    };
  }

  private List<Segment> chosen(List<Segment> all) {
    if (world.has(Bug.MERGE_SWALLOWS_GAP) || world.has(Bug.MERGE_OVERLAPS_GAP)) {
      return all.stream()
          .filter(segment -> segment.kind() == Segment.Kind.EPOCHS && view.isSettled(segment))
          .sorted(Comparator.comparingLong(segment -> segment.range().from()))
          .toList();
    }
    Set<String> settled =
        all.stream()
            .filter(segment -> view.isSettled(segment) || world.has(Bug.UNSETTLED_IS_MERGED))
            .map(Segment::id)
            .collect(Collectors.toSet());
    return world.oneIn(2)
        ? MergePolicy.longest(all, settled)
        : new MergePolicy(world.segments).choose(all, settled);
  }

  private static boolean isIn(EpochRange range, Segment segment) {
    return segment.kind() == Segment.Kind.EPOCHS
        && range.from() <= segment.range().from()
        && segment.range().to() <= range.to();
  }

  private Segment merge(List<Segment> old, EpochRange range) {
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
    segments.forEach(view::delete);
    return null;
  }

  /** Lets go of the master dataset's snapshots whose cuts no one will ask for. */
  static Step expireLandings(World world, SimulatedMaster master, List<SimulatedView> views) {
    Set<Long> gone = master.earlierCuts();
    for (SimulatedView view : views) {
      if (view.current() == null) {
        return null;
      }
      for (Generation retained : view.generations()) {
        retained.segments().forEach(segment -> gone.remove(segment.range().to()));
      }
      if (!world.has(Bug.CUT_OF_PUBLISH_EXPIRES)) {
        // A publish under way may end at any of them.
        gone.removeIf(cut -> cut > view.current().through());
      }
    }
    return () -> {
      master.expire(gone);
      return null;
    };
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
