package dev.twofold.simulation;

import dev.twofold.epoch.Position;
import dev.twofold.fold.State;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One attempt of the speed layer's job: reads, combines, keeps the absolute states, emits those
 * that changed, writes them, and makes checkpoints.
 */
final class SpeedAttempt implements SpeedReader.Output {
  private record Write(SpeedCheckpoint.Row row, byte[] state) {}

  private final World world;
  private final SimulatedLedger.Life life;
  private final SimulatedKeeper keeper;
  private final Set<Damage> damages;
  private final List<SpeedReader> readers = new ArrayList<>();
  private final Map<Integer, SpeedReader> assigned = new HashMap<>();
  private final Map<Integer, Long> offsets;
  private final Map<SpeedCheckpoint.Row, State> states = new HashMap<>();
  private final Set<SpeedCheckpoint.Row> changed = new LinkedHashSet<>();
  private final List<Write> inFlight = new ArrayList<>();
  private long dropped;
  private SpeedCheckpoint pending;

  SpeedAttempt(
      World world,
      SimulatedLedger.Life life,
      SpeedCheckpoint from,
      Set<Damage> damages,
      SimulatedKeeper keeper) {
    this.world = world;
    this.life = life;
    this.damages = damages;
    this.keeper = keeper;
    from.states().forEach((row, bytes) -> states.put(row, Payment.FOLD.decode(bytes)));
    dropped = from.dropped();
    offsets = new HashMap<>(from.offsets());
    for (int n = 1 + world.random.nextInt(3); n > 0; n--) {
      readers.add(new SpeedReader(world, life, from, this));
    }
    offsets.keySet().forEach(this::assign);
  }

  SimulatedKeeper keeper() {
    return keeper;
  }

  private void assign(int partition) {
    assigned.put(partition, world.any(readers));
  }

  /** Finds partitions that were added: each begins at offset 0. */
  void discover() {
    for (int partition : world.log.partitions()) {
      if (!assigned.containsKey(partition)) {
        boolean fromEnd = world.has(Bug.NEW_PARTITION_FROM_END);
        offsets.put(partition, fromEnd ? world.log.partition(partition).end() : 0);
        assign(partition);
      }
    }
  }

  /**
   * Reads some records of a partition.
   *
   * @param below by partition, where to stop at the latest; all are read where it is empty
   */
  void read(int atMost, Map<Integer, Long> below) {
    if (!world.log.topicId().equals(life.topicId()) && !world.has(Bug.RESTORE_TAKES_ANY_TOPIC)) {
      return;
    }
    int partition = world.any(List.copyOf(assigned.keySet()));
    SimulatedPartition log = world.log.partition(partition);
    for (int n = 0; n < atMost && !log.isDown(); n++) {
      long offset = offsets.get(partition);
      if (log.start() > offset && !world.has(Bug.RESTORE_SKIPS_GONE)) {
        throw new Refused("offsets that were not read are gone");
      }
      SimulatedPartition.Entry next =
          world.has(Bug.SPEED_READS_UNCOMMITTED) ? log.nextUncommitted(offset) : log.next(offset);
      if (next == null || next.offset() >= below.getOrDefault(partition, Long.MAX_VALUE)) {
        return;
      }
      assigned.get(partition).take(partition, next);
      offsets.put(partition, next.offset() + 1);
    }
  }

  @Override
  public void accept(SimulatedView view, byte[] key, long pane, long epoch, State part) {
    SpeedCheckpoint.Row row = new SpeedCheckpoint.Row(view, ByteBuffer.wrap(key), pane, epoch);
    State state = states.get(row);
    if (state == null) {
      state = Payment.FOLD.newState();
      states.put(row, state);
      if (epoch < dropped) {
        if (world.tame) {
          throw new Violation("a record came behind a seal, though all clocks were right");
        }
        damages.add(new Damage(life.number(), row));
      }
    }
    Payment.FOLD.merge(part, state);
    changed.add(row);
  }

  @Override
  public void epochEnd(Position end) {
    keeper.epochEnd(end);
  }

  /** Passes on what was combined, and emits some of what changed. */
  void flush() {
    world.any(readers).flush();
    emit(world.oneIn(3) ? changed.size() / 2 : changed.size());
  }

  private void emit(int count) {
    Iterator<SpeedCheckpoint.Row> next = changed.iterator();
    for (int n = 0; n < count; n++) {
      SpeedCheckpoint.Row row = next.next();
      inFlight.add(new Write(row, Payment.FOLD.encode(states.get(row))));
      next.remove();
    }
  }

  /** Writes some of the rows in flight, in any order. */
  void write() {
    for (int n = world.random.nextInt(inFlight.size() + 1); n > 0; n--) {
      write(inFlight.remove(world.random.nextInt(inFlight.size())));
    }
  }

  private void write(Write write) {
    write.row.view().upsert(life.number(), write.row, write.state);
  }

  /** A barrier passes: every buffer empties, the sink flushes, then the states are kept. */
  void beginCheckpoint() {
    if (!world.has(Bug.BUFFERS_CROSS_BARRIER)) {
      readers.forEach(SpeedReader::flush);
    }
    if (!world.has(Bug.CHECKPOINT_BEFORE_FLUSH)) {
      emit(changed.size());
      inFlight.forEach(this::write);
      inFlight.clear();
    }
    pending = snapshot();
    if (world.has(Bug.LEDGER_BEFORE_CHECKPOINT)) {
      keeper.completed(pending);
    }
  }

  /** Yields the checkpoint that is complete now; null where none was begun. */
  SpeedCheckpoint completeCheckpoint() {
    SpeedCheckpoint complete = pending;
    pending = null;
    return complete != null && world.has(Bug.UNALIGNED_CHECKPOINT)
        ? complete.withStates(snapshot().states())
        : complete;
  }

  private SpeedCheckpoint snapshot() {
    Map<SpeedCheckpoint.Row, byte[]> bytes = new HashMap<>();
    states.forEach((row, state) -> bytes.put(row, Payment.FOLD.encode(state)));
    List<Position> positions = new ArrayList<>();
    Map<Integer, Long> backfills = new HashMap<>();
    for (SpeedReader reader : readers) {
      positions.addAll(reader.positions());
      reader.backfills().forEach((partition, at) -> backfills.merge(partition, at, Math::max));
    }
    return new SpeedCheckpoint(bytes, positions, backfills, offsets, dropped);
  }

  /** Hears of what is sealed: emits what changed and drops the states of those epochs. */
  void drop() {
    long sealed = keeper.sealedThrough();
    if (sealed > dropped) {
      emit(changed.size());
      dropped = sealed;
      states.keySet().removeIf(row -> row.epoch() < sealed);
    }
  }

  /** Whether it has read all that its log has. Where offsets are gone it has not, and stops. */
  boolean isAtRest() {
    return world.log.partitions().stream()
        .allMatch(partition -> assigned.containsKey(partition) && isAtRest(partition));
  }

  private boolean isAtRest(int partition) {
    SimulatedPartition log = world.log.partition(partition);
    long offset = offsets.get(partition);
    return log.start() <= offset && log.next(offset) == null;
  }
}
