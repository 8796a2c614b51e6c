package dev.twofold.speed.job;

import dev.twofold.definition.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;

/**
 * Flink's settings: those that exactness rests on, and those that make an embedded cluster small.
 */
final class FlinkSettings {
  /** Set for a cluster that lives and dies as one process. */
  private static final ConfigOption<Boolean> ONE_PROCESS =
      ConfigOptions.key("twofold.one-process").booleanType().defaultValue(false);

  /** A task that has not ended so long after it was told to takes its process with it. */
  private static final Duration CANCELLATION = Duration.ofSeconds(30);

  private FlinkSettings() {}

  /**
   * For how long an attempt that Flink has given up may go on, on a machine that it cannot reach:
   * until that machine notices, and has ended its tasks. In one process there is no such attempt.
   *
   * @param taskManager settings of the process that asks
   */
  static Duration outlives(Configuration taskManager) {
    return taskManager.get(ONE_PROCESS)
        ? Duration.ZERO
        : taskManager.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT).plus(CANCELLATION);
  }

  /** Settings of a job. */
  static Configuration job(Settings settings, Plan plan) {
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, plan.checkpoints().toString());
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
    flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 10);
    plan.restore()
        .ifPresent(
            path -> {
              flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toString());
              flink.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
            });
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "failure-rate");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_MAX_FAILURES_PER_INTERVAL, 10);
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_FAILURE_RATE_INTERVAL,
        Duration.ofMinutes(5));
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY, Duration.ofMillis(500));
    flink.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, CANCELLATION);
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    flink.set(PipelineOptions.MAX_PARALLELISM, 128);
    flink.set(PipelineOptions.NAME, "twofold " + plan.spec().source().name());
    flink.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(5));
    return flink;
  }

  /**
   * Settings of a cluster in this process: heap enough for small views, no managed memory, loopback
   * only.
   */
  static Configuration embeddedCluster(Path temporary) {
    Configuration flink = new Configuration();
    flink.set(ONE_PROCESS, true);
    flink.set(CoreOptions.TMP_DIRS, temporary.toString());
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    flink.set(RestOptions.ADDRESS, "127.0.0.1");
    flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    flink.set(RestOptions.BIND_PORT, "0");
    return flink;
  }
}
