package dev.twofold.speed.job;

import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink in this process. */
final class EmbeddedCluster implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedCluster.class);
  private static final long STOP_SECONDS = 10;
  private static final long LOOK_MILLIS = 20;

  private final MiniCluster cluster;
  private final int roomMadeAtOnce;
  private int room;

  /**
   * @param parallelism of each job
   * @param jobs how many it has room for at once; for more it makes room when they come
   */
  EmbeddedCluster(Configuration settings, int parallelism, int jobs) throws Exception {
    roomMadeAtOnce = Math.max(1, jobs);
    room = roomMadeAtOnce;
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism * roomMadeAtOnce)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
    cluster.start();
  }

  /** Starts a job and returns when all its tasks run. */
  JobID run(StreamGraph graph) throws Exception {
    if (running() == room) {
      cluster.startTaskManager();
      room += roomMadeAtOnce;
    }
    JobID job = cluster.submitJob(graph).get().getJobID();
    while (!allTasksRun(job)) {
      Thread.sleep(LOOK_MILLIS);
    }
    // Answers name the first positions now, not an interval later. A failure is the job's to tell.
    cluster.triggerCheckpoint(job, CheckpointType.FULL);
    return job;
  }

  private long running() throws Exception {
    return cluster.listJobs().get().stream()
        .filter(job -> !job.getJobState().isGloballyTerminalState())
        .count();
  }

  /** True also where the job has already ended: {@link #failure} tells why. */
  private boolean allTasksRun(JobID job) throws Exception {
    JobStatus status = cluster.getJobStatus(job).get();
    if (status.isTerminalState()) {
      return true;
    }
    if (status != JobStatus.RUNNING) {
      return false;
    }
    for (var vertex : cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** What made a job end that has. */
  Exception failure(JobID job) throws Exception {
    try {
      cluster.requestJobResult(job).get().toJobExecutionResult(getClass().getClassLoader());
      return new IllegalStateException("The job ended, though its topics never do");
    } catch (JobExecutionException e) {
      return e;
    }
  }

  boolean hasEnded(JobID job) throws Exception {
    return cluster.getJobStatus(job).get().isTerminalState();
  }

  /**
   * Ends a job, after a last checkpoint where one can be had in a few seconds.
   *
   * @return whether it has ended
   */
  boolean stop(JobID job) {
    try {
      cluster.triggerCheckpoint(job, CheckpointType.FULL).get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      LOGGER.info("Stopping without a last checkpoint: {}", e.toString());
    }
    try {
      cluster.cancelJob(job).get(STOP_SECONDS, TimeUnit.SECONDS);
      cluster.requestJobResult(job).get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (Exception e) {
      LOGGER.warn("Job {} did not stop in time: {}", job, e.toString());
      return false;
    }
  }

  @Override
  public void close() throws Exception {
    cluster.closeAsync().get(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
