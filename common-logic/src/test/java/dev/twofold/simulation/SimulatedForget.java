package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Erases events: in the master dataset, in each view, then in the ledger. */
final class SimulatedForget {
  private static final int RACES = 5;

  private final World world;
  private final SimulatedMaster master;
  private final List<SimulatedView> views;
  private final Step then;
  private int lost;

  SimulatedForget(World world, SimulatedMaster master, List<SimulatedView> views) {
    this.world = world;
    this.master = master;
    this.views = views;
    then = this::announce;
  }

  /**
   * What a batch run does of it.
   *
   * @param run what is left of the run
   */
  SimulatedForget(World world, SimulatedMaster master, List<SimulatedView> views, Step run) {
    this.world = world;
    this.master = master;
    this.views = views;
    then = run;
  }

  /** Of all that the topic holds now. */
  Step record() {
    Map<Integer, Long> below = new HashMap<>(world.log.ends(world.log.partitions()));
    below.put(
        SimulatedMaster.FILES, master.version().cut().position(SimulatedMaster.FILES).nextOffset());
    master.record(Payment.erasure(world.log.topicId(), below));
    return this::erase;
  }

  /** What is left to do of all that are recorded. */
  Step erase() {
    SimulatedMaster.Version version = master.version();
    if (version.isFinished()) {
      return recompute(new ArrayDeque<>(views));
    }
    List<SimulatedMaster.Landed> left = master.left(version);
    return () -> master.erase(version, left) ? recompute(new ArrayDeque<>(views)) : again();
  }

  private Step again() {
    lost++;
    return lost > RACES ? null : this::erase;
  }

  private Step recompute(Deque<SimulatedView> left) {
    return left.isEmpty() ? then : () -> recompute(left.remove(), left);
  }

  private Step recompute(SimulatedView view, Deque<SimulatedView> left) {
    SimulatedMaster.Version landed = master.version();
    SimulatedView.Version version = view.version();
    Generation current = version.current();
    boolean spared = version.isHeld() && world.has(Bug.FORGET_SPARES_HELD);
    if (current == null || current.erasures().equals(landed.erased()) || spared) {
      return () -> retire(view, left);
    }
    if (!landed.isFinished() || !landed.erased().containsAll(current.erasures())) {
      return again();
    }
    Cut cut = Cut.of(current);
    List<SimulatedMaster.Landed> records =
        landed.records().stream()
            .filter(record -> record.offset() < cut.position(record.partition()).nextOffset())
            .toList();
    List<Segment> segments = new ArrayList<>();
    EpochRange whole = new EpochRange(0, cut.through());
    segments.add(BatchRun.write(view, Segment.Kind.EPOCHS, whole, records));
    if (records.stream().anyMatch(record -> record.epoch() == Position.NO_EPOCH)) {
      segments.add(BatchRun.write(view, Segment.Kind.BACKFILL, new EpochRange(0, 0), records));
    }
    return () ->
        view.recommit(version, segments, cut, landed.erased()) ? () -> retire(view, left) : again();
  }

  private Step retire(SimulatedView view, Deque<SimulatedView> left) {
    Generation current = view.current();
    if (view.generations().stream().anyMatch(each -> !each.erasures().equals(current.erasures()))) {
      view.retire();
    }
    return recompute(left);
  }

  /** Of those that the master dataset is without the events of. */
  Step announce() {
    SimulatedMaster.Version landed = master.version();
    for (Erasure erasure : landed.recorded()) {
      if (landed.erased().contains(erasure.id()) && !world.announced.contains(erasure)) {
        world.announced.add(erasure);
      }
    }
    return () -> eraseRows(world.announcedIds());
  }

  private Step eraseRows(Set<String> ids) {
    views.forEach(view -> view.rows.eraseWithout(ids));
    return null;
  }
}
