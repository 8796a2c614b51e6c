package dev.twofold.speed.job;

import dev.twofold.speed.views.RowWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the absolute state of each key, and passes on those that changed: each at most once a
 * moment, so that a busy key is not written once for every part, and all before a barrier.
 *
 * <p>Its time is counted in epochs. The second input's watermark {@code n - 1} says that the epochs
 * below {@code n} are sealed: their states are dropped, as no record can change them any more. They
 * are searched for then, among all: a timer for each would double what is held and what each
 * checkpoint writes.
 */
final class MergeStates extends AbstractStreamOperator<KeyedState>
    implements TwoInputStreamOperator<KeyedState, Long, KeyedState> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(MergeStates.class);
  private static final String STATES = "states";
  private static final int MAX_CHANGED = 100_000;

  /**
   * A task that sends more batches of rows than this waits longer, so that each holds more of them
   * and busy keys are written less often: one that catches up would else write a row an event.
   */
  private static final int BATCHES_PER_MILLI = 1;

  private static final long LONGEST_WAIT_MILLIS = 2_000;

  private final JobSpec spec;
  private transient ValueState<LiveState> states;
  private transient List<Changed> changed;
  private transient StreamRecord<KeyedState> reused;
  private transient Counter afterSeal;
  private transient long sealedBelow;
  private transient long emitMillis;
  private transient long waitMillis;
  private transient boolean emitDue;

  private record Changed(StateKey key, LiveState state) {}

  MergeStates(JobSpec spec) {
    this.spec = spec;
  }

  @Override
  public void open() throws Exception {
    super.open();
    states = getPartitionedState(new ValueStateDescriptor<>(STATES, LiveState.SERIALIZER));
    changed = new ArrayList<>();
    sealedBelow = Long.MIN_VALUE;
    reused = new StreamRecord<>(null);
    afterSeal = getMetricGroup().counter("statesAfterSeal");
    emitMillis = Math.max(1, spec.settings().flushInterval().toMillis() / 2);
    waitMillis = emitMillis;
  }

  @Override
  public void processElement1(StreamRecord<KeyedState> element) throws Exception {
    KeyedState part = element.getValue();
    StateKey key = part.key();
    LiveState state = states.value();
    if (state == null) {
      state = new LiveState(part.state());
      if (key.epoch() < sealedBelow) {
        reportAfterSeal(key);
      }
    } else {
      state.merge(part.state(), spec.fold(key.view()));
    }
    states.update(state);
    if (state.change()) {
      changed.add(new Changed(key, state));
    }
    if (changed.size() >= MAX_CHANGED) {
      emitChanged();
    }
    emitSoon();
  }

  private void emitSoon() {
    if (!emitDue && !changed.isEmpty()) {
      emitDue = true;
      long now = getProcessingTimeService().getCurrentProcessingTime();
      getProcessingTimeService().registerTimer(now + waitMillis, this::emitThoseDue);
    }
  }

  /**
   * Its state is gone, so an existing row keeps its higher count and misses these events until a
   * cold start.
   */
  private void reportAfterSeal(StateKey key) {
    afterSeal.inc();
    if (Long.bitCount(afterSeal.getCount()) == 1) {
      LOGGER.error(
          "{} states arrived after their epoch was sealed, the last of epoch {}: a broker's clock"
              + " was off by more than grace. Real-time rows of that epoch may miss events until a"
              + " batch run covers it",
          afterSeal.getCount(),
          key.epoch());
    }
  }

  private void emitThoseDue(long now) {
    emitDue = false;
    List<Changed> early = new ArrayList<>();
    for (Changed candidate : changed) {
      if (candidate.state.isDue(now)) {
        emit(candidate, now);
      } else {
        early.add(candidate);
      }
    }
    int earned = batches(changed.size() - early.size()) / BATCHES_PER_MILLI;
    changed = early;
    waitMillis = Math.max(emitMillis, Math.min(LONGEST_WAIT_MILLIS, earned));
    emitSoon();
  }

  /** How many batches the rows make: each is of one partition of one view's table, and bounded. */
  private int batches(int rows) {
    int partitions = spec.views().size() * spec.settings().cassandra().shards();
    return Math.min(rows, partitions) + rows / RowWriter.MAX_BATCH_ROWS;
  }

  private void emitChanged() {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    changed.forEach(state -> emit(state, now));
    changed.clear();
  }

  private void emit(Changed due, long now) {
    output.collect(reused.replace(new KeyedState(due.key, due.state.write(now))));
  }

  /** After it none is marked as changed: Flink goes on with copies of those in the snapshot. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) {
    emitChanged();
  }

  @Override
  public void finish() throws Exception {
    emitChanged();
    super.finish();
  }

  /** Only watermarks come this way. */
  @Override
  public void processElement2(StreamRecord<Long> element) {}

  @Override
  public void processWatermark1(Watermark mark) {}

  @Override
  public void processWatermark2(Watermark sealed) {
    emitChanged();
    sealedBelow = Math.addExact(sealed.getTimestamp(), 1);
    for (StateKey key : sealedKeys()) {
      setCurrentKey(key);
      states.clear();
    }
  }

  private List<StateKey> sealedKeys() {
    try (Stream<StateKey> keys =
        this.<StateKey>getKeyedStateBackend().getKeys(STATES, VoidNamespace.INSTANCE)) {
      return keys.filter(key -> key.epoch() < sealedBelow).toList();
    }
  }
}
