package dev.twofold.speed.job;

import dev.twofold.bench.flink.ReadProgress;
import dev.twofold.bench.flink.Timing;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.speed.views.CassandraSession;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Times the speed layer's own job from the first to the last record that is in its topic now, for
 * the benchmark: in the job's package, because its parts are no one else's to call.
 *
 * <p>Arguments: project folder, bootstrap servers, contact points of Cassandra, events in the
 * topic, state folder, and {@code discard} or {@code cassandra}: where the views' rows go.
 */
public final class TimedSpeedJob {
  private static final int PARALLELISM = 2;

  private TimedSpeedJob() {}

  public static void main(String[] args) throws Exception {
    Project project =
        Project.load(
            Path.of(args[0]),
            Map.of("kafka.bootstrap", args[1], "cassandra.contact_points", args[2]));
    String state = Path.of(args[4]).toUri().toString();
    boolean discard = args[5].equals("discard");
    Timing.measure(Long.parseLong(args[3]), () -> run(project, args[0], state, discard));
    Runtime.getRuntime().exit(0);
  }

  /** A cold start each time. */
  private static void run(Project project, String folder, String state, boolean discard)
      throws Exception {
    SourceDefinition source = project.sources().get(0);
    try (CassandraSession cql = CassandraSession.open(project.settings())) {
      Arguments arguments =
          Arguments.parse(new String[] {"--project", folder, "--state", state + System.nanoTime()});
      Plan plan = Plan.make(project, source, arguments, cql);
      JobSpec spec = plan.spec();
      Configuration flink = FlinkSettings.job(project.settings(), plan);
      flink.setString("metrics.reporters", "progress");
      flink.setString(
          "metrics.reporter.progress.factory.class", ReadProgress.Factory.class.getName());
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, flink);
      Sink<KeyedState> sink = discard ? new DiscardingSink<>() : new RealtimeSink(spec);
      Topology.build(
          env, spec, Topology.source(spec).setBounded(OffsetsInitializer.latest()).build(), sink);
      env.execute();
    }
  }
}
