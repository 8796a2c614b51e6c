package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.PreAggregator;
import dev.twofold.view.ClosedEpochs;
import dev.twofold.view.Generation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The speed layer's lives: how its job starts, dies, and is started again. */
final class SimulatedSpeed {
  /**
   * An attempt that was given up, and does not know it yet.
   *
   * @param below by partition, where it stops reading: what the log had when it was given up
   */
  private record Zombie(SpeedAttempt attempt, Map<Integer, Long> below) {}

  private final World world;
  private final List<SimulatedView> views;
  private final SimulatedLedger ledger;
  private final List<Zombie> zombies = new ArrayList<>();
  private final Set<Damage> damages = new HashSet<>();
  private SpeedAttempt attempt;
  private SpeedCheckpoint initial;
  private SpeedCheckpoint completed;
  private boolean whole = true;

  SimulatedSpeed(World world, List<SimulatedView> views) {
    this.world = world;
    this.views = views;
    ledger = new SimulatedLedger(world);
  }

  /** The attempt under way; null where there is none. */
  SpeedAttempt attempt() {
    return attempt;
  }

  Set<Damage> damages() {
    return damages;
  }

  /** Whether every incarnation covers all from the earliest seam that there was when it began. */
  boolean isWhole() {
    return whole;
  }

  /** Begins where there is no attempt: by the last checkpoint, or cold where there is none. */
  void start() {
    SimulatedLedger.Life newest = ledger.newest();
    boolean erased =
        newest != null
            && !newest.erasures().containsAll(world.announced)
            && !world.has(Bug.UNERASED_IS_CONTINUED);
    if (newest == null || completed == null || erased) {
      coldStart();
      return;
    }
    check(newest, completed.furthest());
    begin(join(newest), completed, true);
  }

  /** The job's own restart, on fewer or more subtasks: no one asks which views there are. */
  void restart() {
    SimulatedLedger.Life life = ledger.newest();
    SpeedCheckpoint from = completed == null ? initial : completed;
    check(life, from.furthest());
    begin(life, from, true);
  }

  private void begin(SimulatedLedger.Life life, SpeedCheckpoint from, boolean replaying) {
    SimulatedKeeper keeper = new SimulatedKeeper(world, ledger, life, replaying);
    attempt = new SpeedAttempt(world, life, from, damages, keeper);
  }

  /** Gives the attempt up. What it has read and not written, it may still write. */
  void crash() {
    if (attempt != null) {
      Map<Integer, Long> below = new HashMap<>();
      world.log.partitions().forEach(id -> below.put(id, world.log.partition(id).end()));
      zombies.add(new Zombie(attempt, below));
      attempt = null;
    }
  }

  void zombieStep() {
    if (zombies.isEmpty()) {
      return;
    }
    Zombie zombie = world.any(zombies);
    try {
      for (int n = world.random.nextInt(4); n >= 0; n--) {
        switch (world.random.nextInt(8)) {
          case 0, 1 -> zombie.attempt.read(1 + world.random.nextInt(8), zombie.below);
          case 2, 3 -> zombie.attempt.flush();
          case 4 -> zombie.attempt.keeper().look();
          default -> zombie.attempt.write();
        }
      }
      if (world.oneIn(8)) {
        zombies.remove(zombie);
      }
    } catch (Refused e) {
      zombies.remove(zombie);
    }
  }

  /** Writes closed epochs of a view anew from what is landed; null where it may not. */
  Step repair(SimulatedView view, SimulatedMaster.Version landed) {
    Cut cut = landed.cut();
    long through = cut.through();
    if (!world.tame || through == 0) {
      // What comes behind a seal is lost in any incarnation: see Damage.
      return null;
    }
    Map<Integer, Position> positions = new HashMap<>(cut.positions());
    if (world.has(Bug.REPAIR_NOT_LANDED)) {
      through += 2;
      positions.replaceAll((id, at) -> new Position(id, Long.MAX_VALUE, at.epoch(), -1));
    }
    EpochRange closed;
    try {
      long from = through - 1 - world.random.nextInt(4);
      closed =
          new ClosedEpochs(cut.topicId(), through, positions)
              .in(new EpochRange(from, through), view.rows);
    } catch (ClosedEpochs.NotClosedException e) {
      return null;
    }
    SimulatedLedger.Life life = ledger.repair(cut.topicId(), view, closed.from());
    Step seal =
        () -> {
          ledger.seal(life.number(), closed.to());
          return null;
        };
    if (world.has(Bug.REPAIR_SEALED_FIRST)) {
      return () -> {
        seal.run();
        return () -> write(landed, closed, view, life, null);
      };
    }
    return () -> write(landed, closed, view, life, seal);
  }

  private static Step write(
      SimulatedMaster.Version landed,
      EpochRange closed,
      SimulatedView view,
      SimulatedLedger.Life life,
      Step then) {
    PreAggregator groups =
        new PreAggregator(
            Payment.FOLD,
            1_000,
            (key, pane, epoch, state) ->
                view.rows.upsert(life.number(), key, pane, epoch, Payment.FOLD.encode(state)));
    for (SimulatedMaster.Landed record : landed.records()) {
      if (closed.contains(record.epoch())) {
        groups.add(record.payment().row(), record.epoch());
      }
    }
    groups.flush();
    return then;
  }

  void completeCheckpoint() {
    SpeedCheckpoint complete = attempt.completeCheckpoint();
    if (complete != null) {
      completed = complete;
      // Whoever dies here has a checkpoint that the ledger does not know.
      if (!world.fails(8)) {
        attempt.keeper().completed(complete);
      }
    }
  }

  /** A new incarnation, from the earliest seam that a query can pin, else from the log's start. */
  void coldStart() {
    crash();
    completed = null;
    Generation earliest = earliest();
    if (earliest != null && earliest.topicId().equals(world.log.topicId())) {
      List<Position> positions = new ArrayList<>();
      for (int id : world.log.partitions()) {
        positions.add(earliest.positions().getOrDefault(id, Position.start(id)));
      }
      try {
        checkOffsets(positions);
        open(earliest.through(), positions);
        return;
      } catch (Refused e) {
        // It says what to do then: begin at the oldest record.
      }
    }
    coldStartFromLog();
  }

  private void coldStartFromLog() {
    long fromEpoch = 0;
    List<Position> positions = new ArrayList<>();
    for (int id : world.log.partitions()) {
      SimulatedPartition log = world.log.partition(id);
      positions.add(new Position(id, log.start(), Position.NO_EPOCH, -1));
      if (log.start() > 0) {
        fromEpoch = Math.max(fromEpoch, firstWhole(log));
        whole = false;
      }
    }
    open(fromEpoch, positions);
  }

  private long firstWhole(SimulatedPartition log) {
    SimulatedPartition.Entry first = log.next(log.start());
    boolean known = first != null && first.ingestionTime();
    long grace = world.has(Bug.FIRST_EPOCH_WITHOUT_GRACE) ? 0 : SimulatedLog.GRACE;
    return SimulatedLog.EPOCHS.firstWholeEpoch(
        known ? first.timestamp() : world.log.now(), Duration.ofMillis(grace));
  }

  private void open(long fromEpoch, List<Position> positions) {
    Map<SimulatedView, Long> fromEpochs = new LinkedHashMap<>();
    views.forEach(view -> fromEpochs.put(view, fromEpoch));
    initial = SpeedCheckpoint.of(positions);
    begin(ledger.open(world.log.topicId(), fromEpochs), initial, false);
  }

  /** Null where a view has no generation: then all that the log holds has to be folded. */
  private Generation earliest() {
    Generation earliest = null;
    for (SimulatedView view : views) {
      Generation own = world.has(Bug.COLD_START_FROM_CURRENT) ? view.current() : view.earliest();
      if (own == null) {
        return null;
      }
      if (earliest == null || own.through() < earliest.through()) {
        earliest = own;
      }
    }
    return earliest;
  }

  /** Has the incarnation fold the views that there are now. */
  private SimulatedLedger.Life join(SimulatedLedger.Life life) {
    List<Position> known = new ArrayList<>(completed.furthest());
    known.addAll(ledger.positions(life));
    long least = life.fromEpochs().values().stream().min(Long::compare).orElse(0L);
    long edge = Position.firstEpochBeyond(known, least);
    if (world.has(Bug.NEW_VIEW_BEFORE_EDGE)) {
      edge = Math.max(least, edge - 1);
    }
    Map<SimulatedView, Long> fromEpochs = new LinkedHashMap<>();
    for (SimulatedView view : views) {
      fromEpochs.put(view, life.fromEpochs().getOrDefault(view, edge));
    }
    if (fromEpochs.equals(life.fromEpochs())) {
      return life;
    }
    whole = false;
    return ledger.change(life, fromEpochs);
  }

  private void check(SimulatedLedger.Life life, Collection<Position> positions) {
    if (!life.topicId().equals(world.log.topicId()) && !world.has(Bug.RESTORE_TAKES_ANY_TOPIC)) {
      throw new Refused("the topic was deleted and made anew");
    }
    checkOffsets(positions);
  }

  private void checkOffsets(Collection<Position> positions) {
    for (Position position : positions) {
      SimulatedPartition log = world.log.partition(position.partition());
      boolean gone = log.start() > position.nextOffset();
      if (gone && !world.has(Bug.RESTORE_SKIPS_GONE)) {
        throw new Refused("records that were not read are gone");
      }
      boolean lost = log.end() < position.nextOffset();
      if (lost && !world.has(Bug.RESTORE_TAKES_ANY_TOPIC)) {
        throw new Refused("records that were read are lost");
      }
    }
  }
}
