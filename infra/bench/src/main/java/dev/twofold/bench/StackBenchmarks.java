package dev.twofold.bench;

import java.nio.file.Path;
import java.util.Set;

/**
 * What is measured on the whole running platform: start-up, freshness, memory, queries. One
 * platform serves them all.
 */
final class StackBenchmarks {
  static final Set<String> NAMES = Set.of("startup", "freshness", "query", "memory");

  private static final int PORT = 18_080;

  /** The compilers of five new JVMs on two processors need this long. */
  private static final int WARM_UP_SECONDS = 120;

  private static final long IDLE_MILLIS = 20_000;
  private static final double GIB_IN_MIB = 1024;

  private final Workplace place;
  private final Results results;
  private final Set<String> wanted;
  private final int seconds;

  StackBenchmarks(Workplace place, Results results, Set<String> wanted, int seconds) {
    this.place = place;
    this.results = results;
    this.wanted = wanted;
    this.seconds = seconds;
  }

  void run() throws Exception {
    Path state = place.emptied("stack");
    try (Platform platform = Platform.start(place, state, PORT)) {
      report("startup", "up, first time, s", platform.readySeconds(), 40);
      if (wanted.contains("memory")) {
        idle(platform);
      }
      if (wanted.contains("freshness") || wanted.contains("memory")) {
        freshness(platform);
      }
      if (wanted.contains("query") || wanted.contains("memory")) {
        lookups(platform);
      }
    }
    if (wanted.contains("startup")) {
      try (Platform again = Platform.start(place, state, PORT)) {
        report("startup", "up, again, s", again.readySeconds(), 40);
      }
    }
  }

  private void idle(Platform platform) throws Exception {
    try (Memory memory = new Memory(platform.pid())) {
      Thread.sleep(IDLE_MILLIS);
      report("memory", "memory idle, MiB", memory.highestMib(), 4 * GIB_IN_MIB);
    }
  }

  private void freshness(Platform platform) throws Exception {
    Freshness freshness = new Freshness(platform);
    try (Memory memory = new Memory(platform.pid())) {
      // The lower rate first, while nothing is left over from the higher one.
      Samples slow = freshness.measure(1_000, WARM_UP_SECONDS, seconds);
      report("freshness", "freshness at 1,000/s, p50, ms", slow.median(), 100);
      report("freshness", "freshness at 1,000/s, p99, ms", slow.quantile(0.99), 400);
      Samples fast = freshness.measure(10_000, WARM_UP_SECONDS / 2, seconds);
      if (wanted.contains("freshness")) {
        results.add(Figure.shown("freshness at 10,000/s, p50, ms", fast.median()));
      }
      report("freshness", "freshness at 10,000/s, p99, ms", fast.quantile(0.99), 1_000);
      report("memory", "memory at 10,000/s, MiB", memory.highestMib(), 4 * GIB_IN_MIB);
    }
  }

  private void lookups(Platform platform) throws Exception {
    Lookups lookups = new Lookups(platform);
    lookups.send();
    try (Memory memory = new Memory(platform.pid())) {
      double seconds = lookups.fold(memory);
      report("memory", "memory while Spark runs, MiB", memory.highestMib(), 6 * GIB_IN_MIB);
      results.add(Figure.shown("batch run of 1.7 million new events, s", seconds));
    }
    if (wanted.contains("query")) {
      Samples samples = lookups.measure();
      results.add(Figure.shown("query of a key and 24 windows, p50, ms", samples.median()));
      report("query", "query of a key and 24 windows, p99, ms", samples.quantile(0.99), 10);
    }
  }

  private void report(String benchmark, String name, double ours, double atMost) throws Exception {
    if (wanted.contains(benchmark)) {
      results.add(Figure.of(name, ours, Target.atMost(atMost)));
    }
  }
}
