package dev.twofold.reconciliation;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Runs trials seed by seed; a failure names the seed and how to see it again. */
final class Trials {
  private static final String SEED = "twofold.prover.seed";
  private static final int MOST_FAILURES = 20;

  private Trials() {}

  /** What a trial of this seed has to show. */
  interface Check {
    void run(long seed) throws IOException;
  }

  /** The seeds {@code [0, trials)}, or the one to be replayed. */
  static void forEachSeed(Class<?> test, long trials, Check check) {
    Long replayed = Long.getLong(SEED);
    long from = replayed == null ? 0 : replayed;
    long to = replayed == null ? trials : replayed + 1;
    Map<Long, Throwable> failed = new TreeMap<>();
    for (long seed = from; seed < to && failed.size() < MOST_FAILURES; seed++) {
      try {
        check.run(seed);
      } catch (IOException | RuntimeException | AssertionError e) {
        failed.put(seed, e);
      }
    }
    if (!failed.isEmpty()) {
      long seed = failed.keySet().iterator().next();
      Throwable first = failed.get(seed);
      throw new AssertionError(
          ("Seeds %s, the first: %s%nReplay it: ./mvnw verify -pl reconciliation -am"
                  + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=%s -D%s=%d")
              .formatted(failed.keySet(), first.getMessage(), test.getSimpleName(), SEED, seed),
          first);
    }
  }

  /** Whether all seeds run. */
  static boolean areComplete() {
    return Long.getLong(SEED) == null;
  }
}
