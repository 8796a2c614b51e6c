package dev.twofold.endtoend;

import dev.twofold.stack.TestStack;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An hour of the whole platform under load, with a death a minute. {@code -Dtwofold.soak.minutes}
 * is how long, {@code -Dtwofold.soak.seed} where the rounds' seeds begin.
 */
class SoakTest {
  private static final long MINUTES = Long.getLong("twofold.soak.minutes", 60);

  @Test
  @Tag("nightly")
  void nothingIsEverMiscounted() throws Exception {
    long seed = Long.getLong("twofold.soak.seed", System.currentTimeMillis());
    long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
    try (LivePlatform platform =
            LivePlatform.start(
                TestStack.home().resolve("infra/end-to-end/src/test/resources/soak"));
        Soak soak = new Soak(platform, seed)) {
      while (System.nanoTime() < end) {
        soak.round(seed++);
      }
      soak.conclude();
    }
  }
}
