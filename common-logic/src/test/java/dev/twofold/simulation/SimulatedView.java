package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import dev.twofold.view.memory.MemoryBatchView;
import dev.twofold.view.memory.MemoryRealtimeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One view version: its batch view's table, with generations and tags, and its real-time rows. */
final class SimulatedView {
  /**
   * What a commit is planned from.
   *
   * @param current null before the first publish
   * @param hold a number of the rollback that holds publishing; 0 while none does
   */
  record Version(long snapshot, Generation current, int hold) {
    boolean isHeld() {
      return hold > 0;
    }
  }

  final MemoryBatchView batch = new MemoryBatchView();
  final MemoryRealtimeView rows = new MemoryRealtimeView();
  private final World world;
  private final Map<String, List<StateRow>> segments = new HashMap<>();
  private final Set<String> settled = new HashSet<>();
  private Version version = new Version(0, null, 0);
  private int rollbacks;

  /** Rows as they would be without the stamps: the last write of each. */
  final Map<Unstamped, byte[]> unstamped = new HashMap<>();

  record Unstamped(long incarnation, SpeedCheckpoint.Row row) {}

  SimulatedView(World world) {
    this.world = world;
  }

  /** Stores a segment's states; a generation that lists the segment makes them visible. */
  String write(List<StateRow> states) {
    String id = "s" + world.snapshot();
    segments.put(id, states);
    batch.write(id, states);
    return id;
  }

  List<StateRow> states(String segment) {
    if (!segments.containsKey(segment)) {
      throw new Violation("segment %s is gone, and is needed".formatted(segment));
    }
    return segments.get(segment);
  }

  void delete(String segment) {
    segments.remove(segment);
    batch.delete(segment);
  }

  /** Has a segment compared with the speed layer, as reconciliation does and remembers. */
  void settle(String segment) {
    settled.add(segment);
  }

  boolean isSettled(Segment segment) {
    return settled.contains(segment.id());
  }

  /** Once its segment is merged, nothing can compare it any more. */
  void checkSettled(Segment merged) {
    if (!isSettled(merged)) {
      throw new Violation("merged before it was compared: " + merged);
    }
  }

  /** Whatever was merged or expired: all that a retained generation needs is kept. */
  void checkKept(SimulatedMaster master) {
    if (version.current != null && !generations().contains(version.current)) {
      throw new Violation("the current generation has expired: " + version.current);
    }
    for (Generation retained : generations()) {
      long covered = 0;
      for (Segment segment : epochs(retained)) {
        if (segment.range().from() != covered) {
          throw new Violation("segments that do not tile: " + retained);
        }
        covered = segment.range().to();
        if (!world.forgets && !master.knowsCut(covered)) {
          throw new Violation("no one knows the cut at epoch %d: %s".formatted(covered, retained));
        }
      }
      if (covered != retained.through()) {
        throw new Violation("segments that do not reach the seam: " + retained);
      }
      retained.segments().forEach(segment -> states(segment.id()));
    }
  }

  /** Once a run has ended, nothing is left that holds events which were to be erased. */
  void checkErased(SimulatedMaster master) {
    for (Generation retained : generations()) {
      if (!retained.erasures().equals(SimulatedMaster.ids(master.version().recorded()))) {
        throw new Violation("a killed forget is not finished: " + retained);
      }
    }
  }

  private static List<Segment> epochs(Generation generation) {
    return generation.segments().stream()
        .filter(segment -> segment.kind() == Segment.Kind.EPOCHS)
        .sorted(
            Comparator.<Segment>comparingLong(segment -> segment.range().from())
                .thenComparingLong(segment -> segment.range().to()))
        .toList();
  }

  /** Writes a real-time row. */
  void upsert(long incarnation, SpeedCheckpoint.Row row, byte[] state) {
    if (world.has(Bug.LAST_WRITE_WINS)) {
      unstamped.put(new Unstamped(incarnation, row), state);
    }
    rows.upsert(incarnation, row.key().array(), row.pane(), row.epoch(), state);
  }

  Version version() {
    return version;
  }

  Generation current() {
    return version.current;
  }

  List<Generation> generations() {
    return batch.generations();
  }

  /** Commits a generation and its tag; false where the view moved on, and nothing was changed. */
  boolean commit(Version from, List<Segment> listed, Cut to) {
    return commit(from, listed, to, from.current == null ? Set.of() : from.current.erasures());
  }

  boolean commit(Version from, List<Segment> listed, Cut to, Set<String> erased) {
    boolean held = version.isHeld();
    boolean done = recommit(from, listed, to, erased);
    if (done && held) {
      throw new Violation("published while a rollback holds the view");
    }
    return done;
  }

  /** As the other, whether a rollback holds publishing or not. */
  boolean recommit(Version from, List<Segment> listed, Cut to, Set<String> erased) {
    boolean moved = version.snapshot != from.snapshot && !world.has(Bug.PUBLISH_NOT_COMPARED);
    boolean heldSince = version.hold != from.hold && !world.has(Bug.HOLD_NOT_COMPARED);
    if (moved || heldSince) {
      return false;
    }
    long number = generations().stream().mapToLong(Generation::number).max().orElse(0) + 1;
    long events = listed.stream().mapToLong(Segment::events).sum();
    long snapshot = world.snapshot();
    Generation next =
        new Generation(
            number,
            snapshot,
            to.through(),
            to.topicId(),
            to.positions(),
            listed,
            Instant.ofEpochMilli(world.log.now()),
            "test",
            events,
            erased);
    batch.publish(next);
    version = new Version(snapshot, next, version.hold);
    return true;
  }

  /** Makes any retained generation the current one, and holds publishing. */
  void rollback() {
    if (!generations().isEmpty()) {
      Generation to = world.any(generations());
      batch.rollback(to.number());
      rollbacks++;
      version = new Version(to.snapshotId(), to, rollbacks);
    }
  }

  void release() {
    version = new Version(version.snapshot, version.current, 0);
  }

  /** Drops all real-time rows, for good. */
  void dropRows() {
    rows.raiseFloor(Long.MAX_VALUE);
    rows.drop(new EpochRange(0, EpochRange.OPEN));
  }

  /** Deletes the files of every generation, whoever reads them. */
  void dropSegments() {
    segments.keySet().forEach(batch::delete);
  }

  /** Lets all generations go but the current one. */
  void retire() {
    for (Generation old : generations()) {
      if (version.current.number() != old.number()) {
        batch.expire(old.number());
      }
    }
  }

  /**
   * The retained generation with the earliest seam: what was published after a rollback may reach
   * less far than what was before it. Null where there is none.
   */
  Generation earliest() {
    return generations().stream().min(Comparator.comparingLong(Generation::through)).orElse(null);
  }

  /** Lets go of old generations: they cannot be pinned any more. Yields segments no one lists. */
  List<String> expire() {
    List<Generation> all = generations();
    List<Segment> listed = new ArrayList<>();
    for (Generation old : all.subList(0, Math.max(0, all.size() - world.generations))) {
      if (old.number() != version.current.number() || world.has(Bug.CURRENT_EXPIRES)) {
        batch.expire(old.number());
        listed.addAll(old.segments());
      }
    }
    if (!world.has(Bug.SHARED_SEGMENT_DELETED)) {
      generations().forEach(kept -> listed.removeAll(kept.segments()));
    }
    return listed.stream().map(Segment::id).distinct().toList();
  }
}
