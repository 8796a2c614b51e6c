package dev.twofold.speed.job;

import dev.twofold.definition.KafkaPermission;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.speed.views.CassandraSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of this process, one a source. A source that is refused holds up no other: the others'
 * jobs go on, and it is tried again, so that it starts once a person has mended it. Not
 * thread-safe.
 */
final class SourceJobs {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceJobs.class);
  private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();

  private final Project project;
  private final Arguments arguments;
  private final EmbeddedCluster cluster;
  private final Map<SourceDefinition, JobID> running = new LinkedHashMap<>();
  private final Map<SourceDefinition, RefusedException> refused = new LinkedHashMap<>();
  private long retryAt = System.nanoTime() + RETRY_NANOS;

  SourceJobs(Project project, Arguments arguments, EmbeddedCluster cluster) {
    this.project = project;
    this.arguments = arguments;
    this.cluster = cluster;
  }

  /**
   * Starts the sources' jobs.
   *
   * @throws RefusedException where no source's can be started
   */
  void start(List<SourceDefinition> sources) throws Exception {
    for (SourceDefinition source : sources) {
      Optional<Plan> plan = plan(source);
      if (plan.isPresent()) {
        run(source, plan.get());
      }
    }
    failIfNoneRuns();
  }

  /** Empty where the source is refused. */
  private Optional<Plan> plan(SourceDefinition source) {
    try (CassandraSession cql = CassandraSession.open(project.settings())) {
      return Optional.of(Plan.make(project, source, arguments, cql));
    } catch (RefusedException e) {
      refuse(source, e);
      return Optional.empty();
    }
  }

  private void run(SourceDefinition source, Plan plan) throws Exception {
    running.put(source, cluster.run(SpeedJob.graph(project, plan, arguments)));
    refused.remove(source);
    System.out.printf(
        "running: source %s, incarnation %d, %s%n",
        source.name(),
        plan.spec().incarnation(),
        plan.restore().map(path -> "from " + path.getName()).orElse("from a cold start"));
  }

  /** Said once, not at each try. */
  private void refuse(SourceDefinition source, RefusedException why) {
    RefusedException before = refused.put(source, why);
    if (before == null || !before.getMessage().equals(why.getMessage())) {
      String line = why.getMessage().replaceAll("\\s*\\n\\s*", " ");
      System.out.printf("refused: source %s: %s%n", source.name(), line);
    }
  }

  /**
   * Looks whether a job has ended, and whether a refused source can start.
   *
   * @throws Exception where a job failed, or the last one was refused; the process is to end then
   */
  void look() throws Exception {
    for (SourceDefinition source : List.copyOf(running.keySet())) {
      if (cluster.hasEnded(running.get(source))) {
        ended(source, cluster.failure(running.remove(source)));
      }
    }
    failIfNoneRuns();
    if (!refused.isEmpty() && System.nanoTime() > retryAt) {
      retry();
      retryAt = System.nanoTime() + RETRY_NANOS;
    }
  }

  private void retry() throws Exception {
    for (SourceDefinition source : List.copyOf(refused.keySet())) {
      Optional<Plan> plan = Optional.empty();
      try {
        plan = plan(source);
      } catch (RuntimeException e) {
        // A store that is down now must not end the others' jobs.
        LOGGER.warn("Source {} is tried again later: {}", source.name(), e.toString());
      }
      if (plan.isPresent()) {
        run(source, plan.get());
      }
    }
  }

  private void ended(SourceDefinition source, Exception failure) throws Exception {
    Optional<RefusedException> why = ExceptionUtils.findThrowable(failure, RefusedException.class);
    if (why.isPresent()) {
      refuse(source, why.get());
    } else if (ExceptionUtils.findThrowable(failure, AuthorizationException.class).isPresent()) {
      String refusal = KafkaPermission.refusal(project.settings().kafka(), source.topic());
      refuse(source, new RefusedException(refusal));
    } else {
      throw failure;
    }
  }

  private void failIfNoneRuns() {
    if (running.isEmpty()) {
      List<String> reasons = new ArrayList<>();
      refused.values().forEach(why -> reasons.add(why.getMessage()));
      throw new RefusedException(String.join("\n", reasons));
    }
  }

  void stop() {
    running.values().forEach(cluster::stop);
  }
}
