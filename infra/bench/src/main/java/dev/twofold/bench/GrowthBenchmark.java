package dev.twofold.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The same night's events on top of histories of different lengths, made by as many nightly runs:
 * beside a full recompute of each.
 */
final class GrowthBenchmark {
  private static final String MODULE = "infra/bench/spark-peer";
  private static final String MAIN = "dev.twofold.batch.job.TimedRuns";

  /** The topic in the source's file, which each history has in a name of its own. */
  private static final String TOPIC = "bench-edits";

  private static final int PARTITIONS = 4;
  private static final long START_MILLIS = 1_767_225_600_000L;
  private static final long EPOCH_MILLIS = 2_000;
  private static final long GRACE_MILLIS = 1_000;
  private static final List<Integer> TIMES = List.of(1, 4, 16);
  private static final double FLAT = 1.1;

  private final Workplace place;
  private final Results results;
  private final int unit;
  private final long events;
  private final List<History> histories = new ArrayList<>();

  /** The cut behind each night, oldest first. */
  private final List<Instant> cuts = new ArrayList<>();

  /**
   * @param unit nights of the shortest history
   * @param events of a night
   */
  GrowthBenchmark(Workplace place, Results results, int unit, long events) {
    this.place = place;
    this.results = results;
    this.unit = unit;
    this.events = events;
  }

  /** A platform's batch layer with some nights behind it. */
  private record History(int times, Path project, String topic, String settings) {}

  private record Timed(double seconds, JsonNode run) {
    double of(String figure) {
      return run.path(figure).asDouble();
    }

    /** Start of the JVM and Spark, opening tables, retention. */
    double rest() {
      return seconds - of("land") - of("fold") - of("publish");
    }
  }

  void run() throws Exception {
    Path folder = place.emptied("growth");
    try (LocalStack stack = LocalStack.start(place.home(), folder.resolve("stack"))) {
      String bootstrap = stack.kafka().bootstrap();
      for (int times : TIMES) {
        histories.add(history(folder, times, bootstrap));
      }
      int before = unit * Collections.max(TIMES);
      for (int night = 0; night < before + place.rounds(); night++) {
        send(bootstrap, night, before);
      }
      for (History each : histories) {
        System.err.printf("  %dx: %d nights before%n", each.times, unit * each.times);
        List<Instant> nights = cuts.subList(before - unit * each.times, before);
        time(each, nights.stream().map(Instant::toString).toList());
      }
      measure(cuts.subList(before, cuts.size()));
    }
  }

  private History history(Path folder, int times, String bootstrap) throws Exception {
    Path project = folder.resolve(times + "x");
    String topic = "growth-" + times;
    Path original = place.project("stream");
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = project.resolve(original.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, Files.readString(file).replace(TOPIC, topic));
      }
    }
    FillTopic.create(bootstrap, topic, PARTITIONS);
    String settings =
        String.join(
            ",",
            "kafka.bootstrap=" + bootstrap,
            "warehouse.location=" + project.resolve("warehouse"),
            "epoch=" + EPOCH_MILLIS / 1000 + "s",
            "grace=" + GRACE_MILLIS / 1000 + "s");
    return new History(times, project, topic, settings);
  }

  /** Sends a night to each history that has it, and waits until its last epoch has ended. */
  private void send(String bootstrap, int night, int before) throws InterruptedException {
    long from = night * events;
    for (History each : histories) {
      if (night >= before - unit * each.times) {
        FillTopic.fill(bootstrap, each.topic, PARTITIONS, from, from + events, START_MILLIS + from);
      }
    }
    long edge = (System.currentTimeMillis() / EPOCH_MILLIS + 1) * EPOCH_MILLIS;
    Thread.sleep(Math.max(0, edge + GRACE_MILLIS - System.currentTimeMillis()));
    cuts.add(Instant.ofEpochMilli(edge));
  }

  private void measure(List<Instant> nights) throws IOException {
    Map<History, List<Timed>> night = new LinkedHashMap<>();
    Map<History, List<Timed>> full = new LinkedHashMap<>();
    for (int round = 0; round < nights.size(); round++) {
      for (History each : inTurns(round)) {
        add(night, each, time(each, List.of(nights.get(round).toString())));
      }
    }
    String end = nights.get(nights.size() - 1).toString();
    for (int round = 0; round < nights.size(); round++) {
      for (History each : inTurns(round)) {
        add(full, each, time(each, List.of("--full", end)));
      }
    }
    double shortest = median(night.get(histories.get(0)), Timed::seconds);
    double shortestCpu = median(night.get(histories.get(0)), run -> run.of("cpu_seconds"));
    for (History each : histories) {
      List<Timed> runs = night.get(each);
      String name = "night on " + each.times + "x history, ";
      double seconds = median(runs, Timed::seconds);
      double cpuSeconds = median(runs, run -> run.of("cpu_seconds"));
      results.add(
          Figure.shown(name + "s (peer: full recompute)", seconds)
              .besides(median(full.get(each), Timed::seconds)));
      results.add(
          Figure.shown(name + "CPU s", cpuSeconds)
              .besides(median(full.get(each), run -> run.of("cpu_seconds"))));
      for (String phase : List.of("land", "fold", "publish")) {
        results.add(Figure.shown(name + phase + ", s", median(runs, run -> run.of(phase))));
      }
      results.add(Figure.shown(name + "all else, s", median(runs, Timed::rest)));
      if (each.times > 1) {
        results.add(Figure.of(name + "times 1x", seconds / shortest, Target.atMost(FLAT)));
        results.add(Figure.shown(name + "CPU, times 1x", cpuSeconds / shortestCpu));
      }
    }
  }

  /** Each round begins with another, so that none is always the first. */
  private List<History> inTurns(int round) {
    List<History> turns = new ArrayList<>(histories);
    Collections.rotate(turns, round);
    return turns;
  }

  private static void add(Map<History, List<Timed>> to, History history, Timed timed) {
    System.err.printf("  %dx: %.2f s, %s%n", history.times, timed.seconds, timed.run);
    to.computeIfAbsent(history, none -> new ArrayList<>()).add(timed);
  }

  private static double median(List<Timed> runs, ToDoubleFunction<Timed> figure) {
    return new Samples(runs.stream().mapToDouble(figure).toArray()).median();
  }

  /** Of the whole process, and of the last run in it. */
  private Timed time(History history, List<String> cuts) {
    List<String> options = new ArrayList<>(List.of("-Xms256m", "-Xmx1536m", "-XX:+UseParallelGC"));
    options.addAll(SparkOptions.ALL);
    List<String> arguments = new ArrayList<>(List.of(history.project.toString(), history.settings));
    arguments.addAll(cuts);
    long start = System.nanoTime();
    JsonNode runs = place.run(MODULE, MAIN, options, arguments).path("runs");
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    JsonNode last = runs.get(runs.size() - 1);
    boolean full = cuts.contains("--full");
    if (!full && last.path("landed").asLong() != events) {
      throw new IllegalStateException(
          "The night on " + history.times + "x landed " + last + " instead of " + events);
    }
    return new Timed(seconds, last);
  }
}
