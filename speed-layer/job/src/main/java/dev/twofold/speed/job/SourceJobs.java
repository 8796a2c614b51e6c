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
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of this process, one a source. A source that is refused holds up no other: the others'
 * jobs go on, and it is tried again, so that it starts once a person has mended it. One whose
 * events were erased begins a new incarnation at once. Where another deployment takes the place of
 * the project's, the jobs go on that have the same to do; of the others each is stopped after a
 * last checkpoint, and goes on from it with what it has to do now. Not thread-safe.
 */
final class SourceJobs {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceJobs.class);
  private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();

  /** What a source's job has to do. */
  private record Work(SourceDefinition source, Set<String> versions) {
    static Map<String, Work> of(Project project, Arguments arguments) {
      Map<String, Work> all = new LinkedHashMap<>();
      for (SourceDefinition source : SpeedJob.sources(project, arguments)) {
        Set<String> versions =
            project.versionsOf(source).stream()
                .map(fold -> fold.version())
                .collect(Collectors.toUnmodifiableSet());
        all.put(source.name(), new Work(source, versions));
      }
      return all;
    }
  }

  private record Running(Work work, JobID job) {}

  private final EmbeddedCluster cluster;
  private Project project;
  private Arguments arguments;
  private Map<String, Work> wanted;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Map<String, RefusedException> refused = new LinkedHashMap<>();
  private long retryAt = System.nanoTime() + RETRY_NANOS;

  SourceJobs(Project project, Arguments arguments, EmbeddedCluster cluster) {
    this.project = project;
    this.arguments = arguments;
    this.cluster = cluster;
    this.wanted = Work.of(project, arguments);
  }

  /**
   * Starts the sources' jobs.
   *
   * @throws RefusedException where no source's can be started
   */
  void start() throws Exception {
    for (Work work : wanted.values()) {
      start(work);
    }
    failIfAllAreRefused();
  }

  /** Has the next {@link #look} put the jobs of this deployment in place of the ones before. */
  void follow(Project deployed) {
    System.out.printf("deployment %d%n", deployed.deployment().number());
    project = deployed;
    // The generations that it names were the newest when this process began.
    arguments = arguments.withoutFrom();
    wanted = Work.of(deployed, arguments);
    refused.keySet().retainAll(wanted.keySet());
    retryAt = System.nanoTime();
  }

  private void start(Work work) throws Exception {
    Optional<Plan> plan = plan(work.source());
    if (plan.isPresent()) {
      run(work, plan.get());
    }
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

  private void run(Work work, Plan plan) throws Exception {
    String name = work.source().name();
    running.put(name, new Running(work, cluster.run(SpeedJob.graph(project, plan, arguments))));
    refused.remove(name);
    System.out.printf(
        "running: source %s, incarnation %d, %s%n",
        name,
        plan.spec().incarnation(),
        plan.restore().map(path -> "from " + path.getName()).orElse("from a cold start"));
  }

  /** Said once, not at each try. */
  private void refuse(SourceDefinition source, RefusedException why) {
    RefusedException before = refused.put(source.name(), why);
    if (before == null || !before.getMessage().equals(why.getMessage())) {
      String line = why.getMessage().replaceAll("\\s*\\n\\s*", " ");
      System.out.printf("refused: source %s: %s%n", source.name(), line);
    }
  }

  /**
   * Looks whether a job has ended, or has something else to do, and whether one that does not run
   * can start.
   *
   * @throws Exception where a job failed, or the last one was refused; the process is to end then
   */
  void look() throws Exception {
    for (Running each : List.copyOf(running.values())) {
      if (cluster.hasEnded(each.job())) {
        running.remove(each.work().source().name());
        ended(each.work().source(), cluster.failure(each.job()));
      }
    }
    stopChanged();
    failIfAllAreRefused();
    if (!running.keySet().containsAll(wanted.keySet()) && System.nanoTime() - retryAt >= 0) {
      startMissing();
      retryAt = System.nanoTime() + RETRY_NANOS;
    }
  }

  /** One that does not end is asked again: two jobs must never fold into one incarnation. */
  private void stopChanged() {
    for (Running each : List.copyOf(running.values())) {
      String name = each.work().source().name();
      if (!each.work().equals(wanted.get(name)) && cluster.stop(each.job())) {
        running.remove(name);
        System.out.printf("stopped: source %s%n", name);
      }
    }
  }

  private void startMissing() throws Exception {
    for (Work work : wanted.values()) {
      if (running.containsKey(work.source().name())) {
        continue;
      }
      Optional<Plan> plan = Optional.empty();
      try {
        plan = plan(work.source());
      } catch (RuntimeException e) {
        // A store that is down now must not end the others' jobs.
        LOGGER.warn("Source {} is tried again later: {}", work.source().name(), e.toString());
      }
      if (plan.isPresent()) {
        run(work, plan.get());
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
    } else if (ExceptionUtils.findThrowable(failure, ErasedException.class).isPresent()) {
      System.out.printf(
          "erased: source %s: events that it has folded; it begins anew%n", source.name());
      // The generations that it names were the newest when this process began.
      arguments = arguments.withoutFrom();
      retryAt = System.nanoTime();
    } else {
      throw failure;
    }
  }

  private void failIfAllAreRefused() {
    if (!refused.isEmpty() && refused.keySet().containsAll(wanted.keySet())) {
      List<String> reasons = new ArrayList<>();
      refused.values().forEach(why -> reasons.add(why.getMessage()));
      throw new RefusedException(String.join("\n", reasons));
    }
  }

  void stop() {
    running.values().forEach(each -> cluster.stop(each.job()));
  }
}
