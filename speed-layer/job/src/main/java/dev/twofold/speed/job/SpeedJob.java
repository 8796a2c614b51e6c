package dev.twofold.speed.job;

import dev.twofold.definition.DefinitionException;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.UnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.client.deployment.executors.LocalExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the speed layer: one Flink job a source. By itself it is its own small cluster, until it is
 * told to stop, and follows what is deployed; submitted with {@code flink run} the same main
 * submits its jobs to that cluster, as they are deployed then: for a later deployment stop them
 * with a savepoint or after a checkpoint, and submit them again.
 *
 * <p>Exit codes: 0 stopped as told, 1 failed and a retry is safe, 2 refused: a person has to
 * decide.
 */
public final class SpeedJob {
  private static final Logger LOGGER = LoggerFactory.getLogger(SpeedJob.class);

  private SpeedJob() {}

  public static void main(String[] args) {
    int code = 1;
    try {
      run(Arguments.parse(args));
      code = 0;
    } catch (RefusedException | DefinitionException e) {
      System.err.println(e.getMessage());
      code = 2;
    } catch (Exception e) {
      Optional<RefusedException> refused = ExceptionUtils.findThrowable(e, RefusedException.class);
      if (refused.isPresent()) {
        System.err.println(refused.get().getMessage());
        code = 2;
      } else if (e instanceof UnreachableException) {
        System.err.println(
            "Cassandra is down: " + e.getMessage() + ". Starting the speed layer again is safe");
      } else {
        LOGGER.error("The speed layer failed; starting it again is safe", e);
        System.err.println("The speed layer failed; starting it again is safe: " + e);
      }
    }
    if (code != 0 || !onCluster()) {
      // Client threads of a failed start would keep the process alive.
      Runtime.getRuntime().exit(code);
    }
  }

  private static void run(Arguments arguments) throws Exception {
    Project project =
        Project.loadDeployed(
            arguments.project(),
            arguments.settings(),
            sound -> DeploymentWatch.now(sound.settings()));
    if (arguments.source() != null) {
      project.source(arguments.source()); // fails where there is none
    }
    if (onCluster()) {
      for (Plan plan : plans(project, arguments)) {
        environment(project, plan, arguments).executeAsync();
      }
    } else {
      EmbeddedSpeedLayer.run(project, arguments);
    }
  }

  /**
   * Whether {@code flink run} runs this main: it says where jobs go, and Flink's default is this
   * process.
   */
  private static boolean onCluster() {
    return StreamExecutionEnvironment.getExecutionEnvironment()
        .getConfiguration()
        .getOptional(DeploymentOptions.TARGET)
        .filter(target -> !target.equals(LocalExecutor.NAME))
        .isPresent();
  }

  /** How each source's job starts. */
  private static List<Plan> plans(Project project, Arguments arguments) {
    List<Plan> plans = new ArrayList<>();
    try (CassandraSession cql = CassandraSession.open(project.settings())) {
      for (SourceDefinition source : sources(project, arguments)) {
        plans.add(Plan.make(project, source, arguments, cql));
      }
    }
    return plans;
  }

  /** Those that have a job. */
  static List<SourceDefinition> sources(Project project, Arguments arguments) {
    return project.sources().stream()
        .filter(
            source ->
                arguments.source() == null
                    ? !project.versionsOf(source).isEmpty()
                    : source.name().equals(arguments.source()))
        .toList();
  }

  /** A job's environment, wired. */
  static StreamExecutionEnvironment environment(Project project, Plan plan, Arguments arguments) {
    Configuration flink = FlinkSettings.job(project.settings(), plan);
    arguments.flink().forEach(flink::setString);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    env.setParallelism(arguments.parallelism());
    Topology.build(env, plan.spec());
    return env;
  }

  /** A job's graph. */
  static StreamGraph graph(Project project, Plan plan, Arguments arguments) {
    return environment(project, plan, arguments).getStreamGraph();
  }
}
