package dev.twofold.speed.job;

import dev.twofold.speed.views.Moment;
import java.time.Duration;
import java.util.TreeMap;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Collects every subtask's positions at a checkpoint and, once it has completed, has them recorded.
 * One instance for the whole job: whether a replay is over, and whether an epoch is sealed, are
 * questions about all partitions at once. The work that waits for Kafka and Cassandra is {@link
 * Keeper}'s, on its own thread: this one must not hold up barriers.
 */
final class LedgerKeeper extends AbstractStreamOperator<Long>
    implements OneInputStreamOperator<Positions, Long> {
  private static final long serialVersionUID = 1L;
  private static final long LOOK_MILLIS = 200;

  private final JobSpec spec;
  private transient TreeMap<Long, Positions> checkpoints;
  private transient Keeper keeper;
  private transient boolean replay;
  private transient long announced;

  LedgerKeeper(JobSpec spec) {
    this.spec = spec;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    // A second attempt replays too where the first came to no checkpoint.
    replay = context.isRestored() || getRuntimeContext().getTaskInfo().getAttemptNumber() > 0;
  }

  @Override
  public void open() throws Exception {
    super.open();
    checkpoints = new TreeMap<>();
    announced = Long.MIN_VALUE;
    Duration outlives =
        FlinkSettings.outlives(
            getContainingTask().getEnvironment().getTaskManagerInfo().getConfiguration());
    keeper = new Keeper(spec, replay, outlives);
    keeper.start();
    look();
  }

  @Override
  public void processElement(StreamRecord<Positions> element) {
    Positions part = element.getValue();
    checkpoints.merge(part.checkpoint(), part, Positions::join);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    Moment.CHECKPOINT_COMPLETED.reached();
    Positions positions = checkpoints.get(checkpoint);
    checkpoints.headMap(checkpoint, true).clear();
    if (positions != null) {
      keeper.completed(positions);
    }
  }

  private void look() {
    // Thrown by a timer it would come wrapped, with stack traces that say nothing.
    keeper.failure().ifPresent(getContainingTask().getEnvironment()::failExternally);
    long sealed = keeper.sealedThrough();
    if (sealed > announced) {
      announced = sealed;
      output.emitWatermark(new Watermark(sealed - 1));
    }
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService().registerTimer(now + LOOK_MILLIS, time -> look());
  }

  @Override
  public void processWatermark(Watermark mark) {}

  @Override
  public void close() throws Exception {
    if (keeper != null) {
      keeper.close();
    }
    super.close();
  }
}
