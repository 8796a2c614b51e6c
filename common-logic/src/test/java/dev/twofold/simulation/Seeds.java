package dev.twofold.simulation;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Runs simulations seed by seed. */
final class Seeds {
  /** The everyday build runs the seeds {@code [1, EVERYDAY)}. */
  static final long EVERYDAY = 4_001;

  private Seeds() {}

  /** The first of the seeds {@code [from, to)} that finds a planted bug; -1 where none does. */
  static long firstToFind(Bug bug, long from, long to) {
    for (long seed = from; seed < to; seed++) {
      try {
        Simulation.run(seed, EnumSet.of(bug));
      } catch (Violation found) {
        return seed;
      }
    }
    return -1;
  }

  /** Runs the seeds {@code [from, to)} on all cores, as {@link #run} does. */
  static void runOnAllCores(long from, long to) {
    int cores = Runtime.getRuntime().availableProcessors();
    CompletableFuture.allOf(
            IntStream.range(0, cores)
                .mapToObj(
                    core ->
                        CompletableFuture.runAsync(
                            () ->
                                run(
                                    from + (to - from) * core / cores,
                                    from + (to - from) * (core + 1) / cores)))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  /** Runs the seeds {@code [from, to)}; fails at the first fault, with how to see it again. */
  static void run(long from, long to) {
    for (long seed = from; seed < to; seed++) {
      try {
        Simulation.run(seed, Set.of());
      } catch (RuntimeException | Violation e) {
        throw new AssertionError(
            "Seed %d: %s%nReplay it: ./mvnw test -pl common-logic -Dtest=SimulationTest -Dtwofold.simulation.seed=%d"
                .formatted(seed, e.getMessage(), seed),
            e);
      }
    }
  }
}
