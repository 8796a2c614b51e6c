package dev.twofold.simulation;

import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasures;
import dev.twofold.fold.PreAggregator;
import dev.twofold.fold.State;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One subtask that reads partitions and combines locally. It knows the positions of all partitions
 * as they were when it began, and moves those of its own.
 */
final class SpeedReader {
  /** Takes what a subtask passes on. */
  interface Output {
    void accept(SimulatedView view, byte[] key, long pane, long epoch, State state);

    void epochEnd(Position end);
  }

  private final World world;
  private final Map<SimulatedView, Long> fromEpochs;
  private final Output output;
  private final Erasures erasures;
  private final Map<SimulatedView, PreAggregator> aggregators = new LinkedHashMap<>();
  private final EffectiveEpochs epochs = new EffectiveEpochs(SimulatedLog.EPOCHS);
  private final Map<Integer, Position> positions = new HashMap<>();
  private final Map<Integer, Long> backfills = new HashMap<>();

  SpeedReader(World world, SimulatedLedger.Life life, SpeedCheckpoint from, Output output) {
    this.world = world;
    this.fromEpochs = life.fromEpochs();
    this.erasures = Payment.compiled(life.erasures());
    this.output = output;
    for (Position position : from.positions()) {
      position.addTo(positions);
      if (!world.has(Bug.EPOCHS_NOT_RESUMED)) {
        epochs.resume(positions.get(position.partition()));
      }
    }
    backfills.putAll(from.backfills());
    fromEpochs.keySet().forEach(view -> aggregators.put(view, aggregator(view)));
  }

  private PreAggregator aggregator(SimulatedView view) {
    return new PreAggregator(
        Payment.FOLD,
        1_000,
        (key, pane, epoch, state) -> output.accept(view, key, pane, epoch, state));
  }

  void take(int partition, SimulatedPartition.Entry record) {
    Position before = positions.getOrDefault(partition, Position.start(partition));
    long next = record.offset() + 1;
    if (!record.ingestionTime() && !world.has(Bug.BACKFILL_IN_EPOCHS)) {
      if (!world.has(Bug.BACKFILL_SILENT)) {
        backfills.put(partition, next);
      }
      positions.put(partition, new Position(partition, next, before.epoch(), 0));
      return;
    }
    long epoch =
        world.has(Bug.EPOCHS_GO_BACK)
            ? SimulatedLog.EPOCHS.epochOf(record.timestamp())
            : epochs.next(partition, record.timestamp());
    boolean passesEnd = before.epoch() != Position.NO_EPOCH && before.epoch() < epoch;
    if (passesEnd && !world.has(Bug.NO_EPOCH_ENDS)) {
      output.epochEnd(before);
    }
    positions.put(partition, new Position(partition, next, epoch, 0));
    boolean erased =
        erasures.erase(world.log.topicId(), partition, record.offset(), record.payment().row());
    if (erased && !world.has(Bug.ERASED_AT_LANDING_ONLY)) {
      return;
    }
    fromEpochs.forEach(
        (view, from) -> {
          if (epoch >= from) {
            aggregators.get(view).add(record.payment().row(), epoch);
          }
        });
  }

  void flush() {
    aggregators.values().forEach(PreAggregator::flush);
  }

  Collection<Position> positions() {
    return List.copyOf(positions.values());
  }

  Map<Integer, Long> backfills() {
    return backfills;
  }
}
