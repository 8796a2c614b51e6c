package dev.twofold.simulation;

import dev.twofold.epoch.EpochEdge;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.erasure.Erasures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The master dataset, and how a landing is planned and committed. */
final class SimulatedMaster {
  /**
   * A record that was landed.
   *
   * @param epoch {@link Position#NO_EPOCH} for one of a backfill
   */
  record Landed(int partition, long offset, long epoch, Payment payment) {}

  /** What it holds at one snapshot; before the first landing the cut is of no partition. */
  record Version(
      long snapshot, Cut cut, List<Landed> records, List<Erasure> recorded, Set<String> erased) {
    boolean isFinished() {
      return snapshot == 0 || erased.equals(ids(recorded));
    }
  }

  /** What was copied for a landing; no commit names it yet. */
  record Copied(Version from, Cut to, List<Landed> records) {}

  private final World world;

  /** The epochs of the cuts that earlier snapshots still tell, and of the newest. */
  private final Set<Long> cuts = new HashSet<>();

  private Version current;

  SimulatedMaster(World world) {
    this.world = world;
    current =
        new Version(0, new Cut(world.log.topicId(), 0, Map.of()), List.of(), List.of(), Set.of());
  }

  static Set<String> ids(List<Erasure> erasures) {
    return erasures.stream().map(Erasure::id).collect(Collectors.toUnmodifiableSet());
  }

  /** Records an erasure: no snapshot, but landings that were planned before cannot commit. */
  void record(Erasure erasure) {
    if (!current.recorded.contains(erasure)) {
      List<Erasure> all = new ArrayList<>(current.recorded);
      all.add(erasure);
      current = new Version(current.snapshot, current.cut, current.records, all, current.erased);
    }
  }

  /** What is left of a version, to be committed. */
  List<Landed> left(Version from) {
    Erasures erasures = Payment.compiled(from.recorded);
    return from.records.stream()
        .filter(
            record ->
                !erasures.erase(
                    from.cut.topicId(), record.partition, record.offset, record.payment.row()))
        .toList();
  }

  /** Commits what is left; false where another came first, and nothing was changed. */
  boolean erase(Version from, List<Landed> left) {
    if (current.snapshot != from.snapshot || !current.recorded.equals(from.recorded)) {
      return false;
    }
    current = new Version(current.snapshot + 1, from.cut, left, from.recorded, ids(from.recorded));
    return true;
  }

  Version version() {
    return current;
  }

  /** The cuts that could be let go. */
  Set<Long> earlierCuts() {
    Set<Long> earlier = new HashSet<>(cuts);
    earlier.remove(current.cut.through());
    return earlier;
  }

  void expire(Set<Long> earlierCuts) {
    cuts.removeAll(earlierCuts);
  }

  boolean knowsCut(long through) {
    return through == 0 || cuts.contains(through);
  }

  /** Copies the records below the epoch's edge; null where there is nothing to land. */
  Copied copy(long through) {
    Version from = current;
    if (from.cut.through() >= through) {
      return null;
    }
    SimulatedLog log = world.log;
    boolean adopts = from.snapshot == 0 || world.has(Bug.LANDING_TAKES_ANY_TOPIC);
    String topicId = adopts ? log.topicId() : from.cut.topicId();
    if (!topicId.equals(log.topicId())) {
      throw new Refused("the topic was deleted and created again");
    }
    Map<Integer, Long> ends = log.ends(log.partitions());
    Map<Integer, Position> positions = new HashMap<>();
    if (!world.has(Bug.LANDING_FORGETS_FILES)) {
      positions.putAll(from.cut.positions());
    }
    List<Landed> records = new ArrayList<>();
    for (int partition : log.partitions()) {
      Position position = from.cut.position(partition);
      if (log.partition(partition).start() > position.nextOffset()
          && !world.has(Bug.LANDING_SKIPS_GONE)) {
        throw new Refused("records are gone before they were landed");
      }
      if (ends.get(partition) < position.nextOffset()) {
        throw new Refused("records that were landed are lost");
      }
      positions.put(partition, copy(position, ends.get(partition), through, records));
    }
    return new Copied(from, new Cut(topicId, through, positions), records);
  }

  private Position copy(Position from, long end, long through, List<Landed> into) {
    SimulatedPartition log = world.log.partition(from.partition());
    EpochEdge edge = new EpochEdge(SimulatedLog.EPOCHS, from, through);
    Erasures erasures = Payment.compiled(current.recorded);
    boolean uncommitted = world.has(Bug.BATCH_READS_UNCOMMITTED);
    long offset = from.nextOffset();
    while (true) {
      SimulatedPartition.Entry next = uncommitted ? log.nextUncommitted(offset) : log.next(offset);
      if (next == null || next.offset() >= end) {
        break;
      }
      if (next.ingestionTime() && !edge.takes(next.offset(), next.timestamp())) {
        break;
      }
      long epoch = next.ingestionTime() ? edge.epoch() : Position.NO_EPOCH;
      if (!erasures.erase(
          world.log.topicId(), from.partition(), next.offset(), next.payment().row())) {
        into.add(new Landed(from.partition(), next.offset(), epoch, next.payment()));
      }
      offset = next.offset() + 1;
    }
    boolean undecided = !edge.isFound() && log.lastStable() < end;
    if (undecided && !uncommitted && !world.has(Bug.CUT_PASSES_OPEN_TRANSACTION)) {
      throw new Refused("a transaction is open below the cut");
    }
    return edge.position(end, 0);
  }

  /** The partition of records that came from files. */
  static final int FILES = -1;

  private final Set<Integer> files = new HashSet<>();

  /**
   * Plans to add a file of records; null where it is in.
   *
   * @param file a number; its records are always the same
   */
  Copied read(int file) {
    if (files.contains(file) && !world.has(Bug.FILE_ADDED_TWICE)) {
      return null;
    }
    Version from = current;
    long offset = from.cut.position(FILES).nextOffset();
    List<Landed> records = new ArrayList<>();
    for (Payment payment : world.log.file(file)) {
      records.add(new Landed(FILES, offset++, Position.NO_EPOCH, payment));
    }
    Map<Integer, Position> positions = new HashMap<>(from.cut.positions());
    positions.put(FILES, new Position(FILES, offset, Position.NO_EPOCH, -1));
    String topicId = from.snapshot == 0 ? world.log.topicId() : from.cut.topicId();
    return new Copied(from, new Cut(topicId, from.cut.through(), positions), records);
  }

  /** Commits records of a file, and that it is in; false where another came first. */
  boolean add(int file, Copied copied) {
    if (current.snapshot != copied.from.snapshot && !world.has(Bug.FILE_NOT_COMPARED)) {
      return false;
    }
    files.add(file);
    List<Landed> all = new ArrayList<>(current.records);
    all.addAll(copied.records);
    boolean isFirst = current.snapshot == 0;
    Set<String> erased = isFirst ? ids(copied.from.recorded) : current.erased;
    current = new Version(current.snapshot + 1, copied.to, all, current.recorded, erased);
    return true;
  }

  /** Commits a landing; false where another came first, and nothing was changed. */
  boolean land(Copied copied) {
    if (current.snapshot != copied.from.snapshot && !world.has(Bug.LANDING_NOT_COMPARED)) {
      return false;
    }
    if (!current.recorded.equals(copied.from.recorded)
        && !world.has(Bug.LANDING_OVERTAKES_ERASURE)) {
      return false;
    }
    List<Landed> all = new ArrayList<>(current.records);
    all.addAll(copied.records);
    Set<String> erased = current.snapshot == 0 ? ids(current.recorded) : current.erased;
    current = new Version(current.snapshot + 1, copied.to, all, current.recorded, erased);
    cuts.add(copied.to.through());
    return true;
  }
}
