package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.PreAggregator;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A batch run: lands, folds what each view lacks, publishes view by view. Between its steps it may
 * die, or another may overtake it: then it plans again.
 */
final class BatchRun {
  private static final int RACES = 5;

  private final World world;
  private final SimulatedMaster master;
  private final List<SimulatedView> views;
  private final boolean full;
  private int lost;

  /** A view that lacks records, and the version of it that this was found in. */
  private record Behind(
      SimulatedView view, SimulatedView.Version version, Cut from, boolean full) {}

  private BatchRun(World world, SimulatedMaster master, List<SimulatedView> views, boolean full) {
    this.world = world;
    this.master = master;
    this.views = List.copyOf(views);
    this.full = full;
  }

  static Step newRecords(World world, SimulatedMaster master, List<SimulatedView> views) {
    return new BatchRun(world, master, views, false)::begin;
  }

  static Step recompute(World world, SimulatedMaster master, List<SimulatedView> views) {
    return new BatchRun(world, master, views, true)::begin;
  }

  /** Adds the records of a file; it may die, or be overtaken, between its steps. */
  static Step ofFile(int file, SimulatedMaster master) {
    SimulatedMaster.Copied copied = master.read(file);
    if (copied == null) {
      return null;
    }
    return () -> master.add(file, copied) ? null : ofFile(file, master);
  }

  private boolean finishesForgets() {
    return !master.version().recorded().isEmpty() && !world.has(Bug.RUN_LEAVES_FORGET);
  }

  /** One that began before the erasure was recorded goes on as if there were none. */
  private Step begin() {
    return finishesForgets() && !world.fails(2)
        ? new SimulatedForget(world, master, views, this::land).erase()
        : land();
  }

  private Step end() {
    return finishesForgets() ? new SimulatedForget(world, master, views)::announce : null;
  }

  private Step land() {
    long grace = world.has(Bug.CUT_WITHOUT_GRACE) ? 0 : SimulatedLog.GRACE;
    SimulatedMaster.Copied copied =
        master.copy(SimulatedLog.EPOCHS.epochOf(world.log.now() - grace));
    if (copied == null) {
      return this::plan;
    }
    return () -> master.land(copied) ? this::plan : again(this::land);
  }

  private Step again(Step planned) {
    lost++;
    return lost > RACES ? null : planned;
  }

  private Step plan() {
    SimulatedMaster.Version landed = master.version();
    if (landed.snapshot() == 0) {
      return null;
    }
    if (!landed.isFinished() && !world.has(Bug.ERASURE_HALF_DONE_IS_FOLDED)) {
      List<SimulatedMaster.Landed> left = master.left(landed);
      return () -> master.erase(landed, left) ? this::plan : again(this::plan);
    }
    Map<Cut, List<Behind>> passes = new LinkedHashMap<>();
    Cut start = new Cut(landed.cut().topicId(), 0, Map.of());
    for (SimulatedView view : views) {
      SimulatedView.Version version = view.version();
      if (version.isHeld() && !world.has(Bug.HOLD_IGNORED)) {
        continue;
      }
      Set<String> own = version.current() == null ? Set.of() : version.current().erasures();
      if (!landed.erased().containsAll(own)) {
        return again(this::plan);
      }
      boolean whole = full || (!own.equals(landed.erased()) && !world.has(Bug.SEGMENT_ON_UNERASED));
      Cut from = whole || version.current() == null ? start : Cut.of(planned(view));
      if (whole || landed.cut().isBeyond(from)) {
        passes
            .computeIfAbsent(from, c -> new ArrayList<>())
            .add(new Behind(view, version, from, whole));
      }
    }
    Deque<Behind> left = new ArrayDeque<>();
    passes.values().forEach(left::addAll);
    return fold(landed, left);
  }

  /** The generation that a run goes on from. */
  private Generation planned(SimulatedView view) {
    if (world.has(Bug.CUT_OF_NEWEST_GENERATION)) {
      List<Generation> all = view.generations();
      return all.get(all.size() - 1);
    }
    Generation first = views.get(0).current();
    return world.has(Bug.ONE_CUT_FOR_ALL_VIEWS) && first != null ? first : view.current();
  }

  private Step fold(SimulatedMaster.Version landed, Deque<Behind> left) {
    return left.isEmpty() ? end() : () -> write(landed, left.remove(), left);
  }

  private Step write(SimulatedMaster.Version landed, Behind behind, Deque<Behind> left) {
    Cut from = behind.from;
    List<SimulatedMaster.Landed> records =
        landed.records().stream()
            .filter(record -> record.offset() >= from.position(record.partition()).nextOffset())
            .toList();
    EpochRange range = new EpochRange(from.through(), landed.cut().through());
    List<Segment> added = new ArrayList<>();
    added.add(write(behind.view, Segment.Kind.EPOCHS, range, records));
    Segment backfill = write(behind.view, Segment.Kind.BACKFILL, new EpochRange(0, 0), records);
    if (backfill.events() > 0) {
      added.add(backfill);
    }
    return () -> publish(landed, behind, added, left);
  }

  private Step publish(
      SimulatedMaster.Version landed, Behind behind, List<Segment> added, Deque<Behind> left) {
    if (!master.knowsCut(landed.cut().through()) && !world.has(Bug.CUT_OF_PUBLISH_EXPIRES)) {
      // The view went on to later cuts and was rolled back meanwhile.
      return again(this::plan);
    }
    boolean appends = world.has(Bug.PUBLISH_NOT_COMPARED);
    Generation before = appends ? behind.view.current() : behind.version.current();
    List<Segment> all = new ArrayList<>(added);
    if (before != null && !behind.full) {
      all.addAll(before.segments());
    }
    return behind.view.commit(behind.version, all, landed.cut(), landed.erased())
        ? fold(landed, left)
        : again(this::plan);
  }

  static Segment write(
      SimulatedView view,
      Segment.Kind kind,
      EpochRange range,
      List<SimulatedMaster.Landed> records) {
    List<StateRow> rows = new ArrayList<>();
    PreAggregator aggregator =
        new PreAggregator(
            Payment.FOLD,
            1_000,
            (key, pane, epoch, state) ->
                rows.add(new StateRow(key, pane, Payment.FOLD.encode(state))));
    long events = 0;
    for (SimulatedMaster.Landed record : records) {
      boolean backfill = record.epoch() == Position.NO_EPOCH;
      if (backfill == (kind == Segment.Kind.BACKFILL)) {
        aggregator.add(record.payment().row(), 0);
        events++;
      }
    }
    aggregator.flush();
    return new Segment(view.write(rows), kind, range, events, rows.size());
  }
}
