package dev.twofold.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.stack.LocalStack;
import java.nio.file.Path;
import java.util.List;

/**
 * Events a second through three views: our Flink job beside Flink SQL, from the same topic, in
 * processes of their own.
 */
final class SpeedBenchmark {
  /** That of the project. */
  private static final String TOPIC = "bench-edits";

  private static final int PARTITIONS = 4;
  private static final long START_MILLIS = 1_767_225_600_000L;
  private static final List<String> JVM =
      List.of("-Xms1g", "-Xmx2g", "-XX:MaxDirectMemorySize=512m");

  private final Workplace place;
  private final Results results;
  private final long events;

  SpeedBenchmark(Workplace place, Results results, long events) {
    this.place = place;
    this.results = results;
    this.events = events;
  }

  void run() throws Exception {
    Path state = place.emptied("speed");
    try (LocalStack stack = LocalStack.start(place.home(), state)) {
      String bootstrap = stack.kafka().bootstrap();
      FillTopic.create(bootstrap, TOPIC, PARTITIONS);
      FillTopic.fill(bootstrap, TOPIC, PARTITIONS, 0, events, START_MILLIS);
      double[][] rates = new double[2][place.rounds()];
      double[][] cpuRates = new double[2][place.rounds()];
      for (int round = 0; round < place.rounds(); round++) {
        note(ours(stack, "discard"), 0, round, rates, cpuRates);
        note(peer(bootstrap), 1, round, rates, cpuRates);
      }
      JsonNode stored = ours(stack, "cassandra");
      double perSecondStored = stored.path("events").asDouble() / stored.path("seconds").asDouble();
      double perSecond = new Samples(rates[0]).median();
      double perCpuSecond = new Samples(cpuRates[0]).median();
      results.add(
          Figure.of("speed, 3 views, discarded, events/s", perSecond, Target.atLeastTimesPeer(1.5))
              .besides(new Samples(rates[1]).median()));
      results.add(
          Figure.shown("speed, 3 views, discarded, events/CPU s", perCpuSecond)
              .besides(new Samples(cpuRates[1]).median()));
      results.add(Figure.shown("speed, 3 views, into Cassandra, events/s", perSecondStored));
    }
  }

  private static void note(
      JsonNode timed, int side, int round, double[][] rates, double[][] cpuRates) {
    double events = timed.path("events").asDouble();
    rates[side][round] = events / timed.path("seconds").asDouble();
    cpuRates[side][round] = events / timed.path("cpu_seconds").asDouble();
    System.err.printf("  %d: %,.0f events/s%n", side, rates[side][round]);
  }

  private JsonNode ours(LocalStack stack, String sink) throws Exception {
    List<String> arguments =
        List.of(
            place.project("stream").toString(),
            stack.kafka().bootstrap(),
            stack.cassandra().contactPoint().getHostString()
                + ":"
                + stack.cassandra().contactPoint().getPort(),
            Long.toString(events),
            place.emptied("checkpoints").toString(),
            sink);
    return place.run(
        "infra/bench/flink-ours", "dev.twofold.speed.job.TimedSpeedJob", JVM, arguments);
  }

  private JsonNode peer(String bootstrap) throws Exception {
    List<String> arguments =
        List.of(
            bootstrap,
            TOPIC,
            Long.toString(events),
            place.emptied("checkpoints").toUri().toString());
    return place.run(
        "infra/bench/flink-peer", "dev.twofold.bench.flink.FlinkSqlPeer", JVM, arguments);
  }
}
