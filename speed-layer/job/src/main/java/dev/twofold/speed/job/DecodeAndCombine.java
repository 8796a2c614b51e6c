package dev.twofold.speed.job;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.Position;
import dev.twofold.event.EventDecoder;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Decodes each record once, and combines it into every view's local states, which it passes on a
 * moment later: a busy group crosses the network once a moment, not once an event. It holds no
 * state over a barrier but the partitions' positions.
 */
final class DecodeAndCombine extends AbstractStreamOperator<KeyedState>
    implements OneInputStreamOperator<KafkaRecord, KeyedState> {
  private static final long serialVersionUID = 1L;

  /** Its name in a checkpoint. */
  static final String UID = "decode-and-combine";

  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", DeadLetterSerializer.TYPE);
  static final OutputTag<Positions> POSITIONS = new OutputTag<>("positions", Positions.TYPE);

  /** Positions after the last record of an epoch, as the first of a later one comes. */
  static final OutputTag<Position> EPOCH_ENDS = new OutputTag<>("epoch-ends", EpochEndSink.TYPE);

  /** Groups that a view may hold here before it passes them on early. */
  private static final int MAX_GROUPS = 20_000;

  /**
   * Records older than this are history: while it catches up it combines for longer, as freshness
   * is lost anyway: for this share of their age, up to the longest wait.
   */
  private static final long HISTORY_MILLIS = 1_000;

  private static final int HISTORY_SHARE = 5;
  private static final long LONGEST_WAIT_MILLIS = 1_000;

  private final JobSpec spec;
  private transient EventDecoder decoder;
  private transient Row row;
  private transient List<PreAggregator> aggregators;
  private transient EffectiveEpochs epochs;
  private transient Map<Integer, Position> positions;
  private transient Backfills backfills;
  private transient ListState<Positions> stored;
  private transient long flushMillis;
  private transient boolean flushDue;

  DecodeAndCombine(JobSpec spec) {
    this.spec = spec;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    stored = context.getOperatorStateStore().getUnionListState(Positions.stored());
    positions = new HashMap<>();
    epochs = new EffectiveEpochs(spec.clock());
    backfills =
        new Backfills(spec.source().topic(), getMetricGroup().counter("recordsLeftToBatch"));
    spec.initial().forEach(this::resume);
    for (Positions restored : stored.get()) {
      restored.positions().forEach(this::resume);
      backfills.resume(restored);
    }
  }

  private void resume(Position position) {
    position.addTo(positions);
    epochs.resume(positions.get(position.partition()));
  }

  @Override
  public void open() throws Exception {
    super.open();
    // Flink opens a chain from its end: this runs before the source reads.
    checkLog(positions.values());
    decoder = Project.decoder(spec.source(), false);
    row = new Row(spec.source().columns().size());
    flushMillis = Math.max(1, spec.settings().flushInterval().toMillis());
    aggregators = new ArrayList<>();
    for (FoldedView view : spec.views()) {
      Fold fold = view.fold();
      StreamRecord<KeyedState> reused = new StreamRecord<>(null);
      aggregators.add(
          new PreAggregator(
              fold,
              MAX_GROUPS,
              (key, pane, epoch, state) ->
                  output.collect(
                      reused.replace(
                          new KeyedState(
                              new StateKey(view.id(), epoch, pane, key), fold.encode(state))))));
    }
  }

  private void checkLog(Collection<Position> from) {
    try (TopicLog log = new TopicLog(spec.settings().kafka(), spec.source().topic())) {
      LogCheck.check(log, spec.source().topic(), spec.topicId(), from);
    }
  }

  @Override
  public void processElement(StreamRecord<KafkaRecord> element) {
    KafkaRecord record = element.getValue();
    int partition = record.partition();
    if (!record.hasIngestionTime()) {
      backfills.passOver(record);
      Position before = positions.getOrDefault(partition, Position.start(partition));
      moveTo(record, before.epoch());
      return;
    }
    long epoch = epochs.next(partition, record.timestampMillis());
    passEpochEnd(positions.get(partition), epoch);
    moveTo(record, epoch);
    String rejected = decoder.decode(record.value(), row);
    if (rejected != null) {
      output.collect(DEAD_LETTERS, new StreamRecord<>(deadLetter(record, epoch, rejected)));
      return;
    }
    if (spec.erasures().erase(spec.topicId(), partition, record.offset(), row)) {
      return;
    }
    for (int i = 0; i < aggregators.size(); i++) {
      if (epoch >= spec.views().get(i).fromEpoch()) {
        aggregators.get(i).add(row, epoch);
      }
    }
    if (!flushDue) {
      flushSoon(record.timestampMillis());
    }
  }

  private void passEpochEnd(Position before, long epoch) {
    if (before != null && before.epoch() != Position.NO_EPOCH && before.epoch() < epoch) {
      output.collect(EPOCH_ENDS, new StreamRecord<>(before));
    }
  }

  private void moveTo(KafkaRecord record, long epoch) {
    int partition = record.partition();
    Position before =
        positions.put(
            partition, new Position(partition, record.offset() + 1, epoch, record.leaderEpoch()));
    if (before == null && record.offset() > 0) {
      // Of a new partition the source begins at what is left. That must be the beginning.
      checkLog(List.of(Position.start(partition)));
    }
  }

  private DeadLetter deadLetter(KafkaRecord record, long epoch, String reason) {
    return new DeadLetter(
        spec.source().name(),
        spec.topicId(),
        record.partition(),
        record.offset(),
        epoch,
        record.timestampMillis(),
        reason,
        record.value());
  }

  private void flushSoon(long ingestedAtMillis) {
    flushDue = true;
    long now = getProcessingTimeService().getCurrentProcessingTime();
    long behind = now - ingestedAtMillis;
    long longer =
        behind > HISTORY_MILLIS ? Math.min(behind / HISTORY_SHARE, LONGEST_WAIT_MILLIS) : 0;
    long wait = Math.max(flushMillis, longer);
    getProcessingTimeService().registerTimer(now + wait, time -> flush());
  }

  private void flush() {
    flushDue = false;
    aggregators.forEach(PreAggregator::flush);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) {
    aggregators.forEach(PreAggregator::flush);
    output.collect(POSITIONS, new StreamRecord<>(positionsAt(checkpoint)));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    stored.update(List.of(positionsAt(context.getCheckpointId())));
    Moment.SNAPSHOT_TAKEN.reached();
  }

  private Positions positionsAt(long checkpoint) {
    return new Positions(checkpoint, positions.values(), backfills.below());
  }

  @Override
  public void finish() throws Exception {
    aggregators.forEach(PreAggregator::flush);
    super.finish();
  }

  /** Event time does not pass here: the ledger decides when an epoch is over. */
  @Override
  public void processWatermark(Watermark mark) {}
}
