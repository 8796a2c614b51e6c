package dev.twofold.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** See the package's description for what is simulated, and how to replay a seed. */
class SimulationTest {
  /** One seed to run alone: {@code -Dtwofold.simulation.seed=N}. */
  private static final Long ONLY = Long.getLong("twofold.simulation.seed");

  private static final long NIGHTLY = Long.getLong("twofold.simulation.seeds", 1_000_000);

  @Test
  void everyAnswerTilesTheLogWhateverHappens() {
    if (ONLY == null) {
      Seeds.runOnAllCores(1, Seeds.EVERYDAY);
    } else {
      Seeds.run(ONLY, ONLY + 1);
    }
  }

  @Test
  void aSeedAlwaysTakesTheSameSteps() {
    for (long seed = 1; seed <= 200; seed++) {
      assertThat(Simulation.run(seed, Set.of())).isEqualTo(Simulation.run(seed, Set.of()));
    }
  }

  @Test
  @Tag("nightly")
  void everyAnswerTilesTheLogInAMillionRuns() {
    Seeds.runOnAllCores(1, 1 + NIGHTLY);
  }
}
