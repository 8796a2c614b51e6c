package dev.twofold.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The fold of 20 million rows of 100,000 groups: our batch job beside Spark SQL, over the same
 * files.
 */
final class BatchBenchmark {
  private static final String MODULE = "infra/bench/spark-peer";
  private static final double AT_MOST = 1.2;

  private final Workplace place;
  private final Results results;
  private final long rows;

  BatchBenchmark(Workplace place, Results results, long rows) {
    this.place = place;
    this.results = results;
    this.rows = rows;
  }

  void run() throws Exception {
    Path warehouse = place.emptied("rows");
    List<String> arguments =
        List.of(
            place.project("rows").toString(),
            warehouse.toString(),
            Long.toString(rows),
            Integer.toString(place.rounds()));
    place.run(MODULE, "dev.twofold.bench.spark.MakeRows", List.of("-Xmx2g"), arguments);
    List<String> options = new ArrayList<>(List.of("-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"));
    options.addAll(SparkOptions.ALL);
    JsonNode timed = place.run(MODULE, "dev.twofold.bench.spark.FoldTimes", options, arguments);
    report("batch fold of 20 M rows, s", timed, "seconds");
    report("batch fold of 20 M rows, CPU s", timed, "cpu_seconds");
  }

  private void report(String name, JsonNode timed, String unit) throws Exception {
    double ours = median(timed.path("ours"), unit);
    double peer = median(timed.path("peer"), unit);
    results.add(Figure.of(name, ours, Target.atMostTimesPeer(AT_MOST)).besides(peer));
  }

  private static double median(JsonNode rounds, String unit) {
    double[] measured = new double[rounds.size()];
    for (int i = 0; i < measured.length; i++) {
      measured[i] = rounds.get(i).path(unit).asDouble();
    }
    return new Samples(measured).median();
  }
}
