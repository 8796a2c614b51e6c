package dev.twofold.simulation;

import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.memory.MemoryRealtimeView;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The speed layer's protocol: consume, flush rows, checkpoint, record the ledger, crash, restore,
 * cold start.
 */
final class SimulatedSpeed {
  private record RowId(ByteBuffer key, long pane, long epoch) {}

  private record Checkpoint(Map<RowId, byte[]> states, Map<Integer, Position> positions) {}

  final MemoryRealtimeView view = new MemoryRealtimeView();
  private final SimulatedLog log;
  private final Fold fold;
  private long incarnation;
  private long fromEpoch;
  private Map<RowId, State> states = new HashMap<>();
  private Map<Integer, Position> positions = new TreeMap<>();
  private final Set<RowId> dirty = new LinkedHashSet<>();
  private EffectiveEpochs epochs;
  private Checkpoint completed;
  private Map<Integer, Long> silentUntil = Map.of();

  SimulatedSpeed(SimulatedLog log, Fold fold) {
    this.log = log;
    this.fold = fold;
    coldStart(null);
  }

  /** A new incarnation, from the cut of a generation, or from the beginning. */
  void coldStart(Generation from) {
    incarnation++;
    fromEpoch = from == null ? 0 : from.through();
    states = new HashMap<>();
    positions = new TreeMap<>();
    for (int p = 0; p < log.partitions(); p++) {
      positions.put(p, from == null ? Position.start(p) : from.positions().get(p));
    }
    completed = new Checkpoint(Map.of(), new TreeMap<>(positions));
    silentUntil = Map.of();
    resumeEpochs();
    recordLedger();
  }

  /** Loses all that is in memory and goes on from the last completed checkpoint. */
  void crashAndRestore() {
    states = new HashMap<>();
    completed.states().forEach((id, bytes) -> states.put(id, fold.decode(bytes)));
    positions = new TreeMap<>(completed.positions());
    Map<Integer, Long> ends = new HashMap<>();
    for (int p = 0; p < log.partitions(); p++) {
      ends.put(p, (long) log.partition(p).size());
    }
    silentUntil = ends;
    resumeEpochs();
  }

  private void resumeEpochs() {
    dirty.clear();
    epochs = new EffectiveEpochs(log.epochs);
    positions.values().forEach(epochs::resume);
  }

  void consume(Random random, int atMost) {
    int partition = random.nextInt(log.partitions());
    for (int i = 0; i < atMost; i++) {
      Position at = positions.get(partition);
      if (at.nextOffset() == log.partition(partition).size()) {
        return;
      }
      SimulatedLog.Entry record = log.partition(partition).get((int) at.nextOffset());
      long epoch = epochs.next(partition, record.ingested());
      KeyWriter key = new KeyWriter();
      fold.key(record.row(), key);
      RowId id = new RowId(ByteBuffer.wrap(key.toBytes()), fold.pane(record.row()), epoch);
      fold.add(record.row(), states.computeIfAbsent(id, none -> fold.newState()));
      dirty.add(id);
      positions.put(partition, new Position(partition, at.nextOffset() + 1, epoch, 0));
    }
  }

  boolean atRest() {
    return positions.values().stream()
        .allMatch(at -> at.nextOffset() == log.partition(at.partition()).size());
  }

  /** Writes some of the changed rows, as the sink does all the time. */
  void flushSome(Random random) {
    dirty.removeIf(
        id -> {
          boolean write = random.nextBoolean();
          if (write) {
            upsert(id);
          }
          return write;
        });
  }

  /**
   * Writes all changed rows, then completes a checkpoint, then records it; a crash may come before
   * the last step.
   */
  void checkpoint(boolean crashBeforeLedger) {
    dirty.forEach(this::upsert);
    dirty.clear();
    Map<RowId, byte[]> bytes = new HashMap<>();
    states.forEach((id, state) -> bytes.put(id, fold.encode(state)));
    completed = new Checkpoint(bytes, new TreeMap<>(positions));
    if (crashBeforeLedger) {
      crashAndRestore();
      return;
    }
    boolean replayed =
        silentUntil.entrySet().stream()
            .allMatch(end -> positions.get(end.getKey()).nextOffset() >= end.getValue());
    if (replayed) {
      recordLedger();
    }
  }

  private void recordLedger() {
    view.record(
        new Incarnation(
            incarnation, SimulatedLog.TOPIC_ID, fromEpoch, sealedThrough(), positions, log.now()));
  }

  private long sealedThrough() {
    long sealed = EpochRange.OPEN;
    for (Position at : positions.values()) {
      boolean atEnd = at.nextOffset() == log.partition(at.partition()).size();
      long passed = at.epoch() == Position.NO_EPOCH ? 0 : at.epoch();
      if (atEnd) {
        passed = Math.max(passed, log.epochs.epochOf(log.now() - SimulatedLog.GRACE));
      }
      sealed = Math.min(sealed, passed);
    }
    return sealed;
  }

  /** Forgets the state of sealed epochs, as the job does. */
  void dropSealed() {
    long sealed =
        view.ledger().incarnations().stream()
            .filter(one -> one.number() == incarnation)
            .mapToLong(Incarnation::sealedThrough)
            .max()
            .orElse(0);
    states.keySet().removeIf(id -> id.epoch() < sealed && !dirty.contains(id));
  }

  private void upsert(RowId id) {
    view.upsert(incarnation, id.key().array(), id.pane(), id.epoch(), fold.encode(states.get(id)));
  }
}
