package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.stack.TestStack;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code twofold up} under load, and the death of each of its processes, and of all at once. */
class KillTest {
  private static final List<Soak.Victim> VICTIMS =
      List.of(
          Soak.Victim.SPEED,
          Soak.Victim.BATCH,
          Soak.Victim.CASSANDRA,
          Soak.Victim.KAFKA,
          Soak.Victim.SERVING,
          Soak.Victim.LAUNCHER,
          Soak.Victim.ALL);

  @Test
  @Tag("nightly")
  void noDeathMiscountsAnyAnswer() throws Exception {
    long seed = Long.getLong("twofold.soak.seed", System.currentTimeMillis());
    try (LivePlatform platform =
            LivePlatform.up(TestStack.home().resolve("infra/end-to-end/src/test/resources/soak"));
        Soak soak = new Soak(platform, seed)) {
      for (Soak.Victim victim : VICTIMS) {
        soak.round(seed++, victim);
      }
      soak.conclude();
      assertThat(soak.kills()).isEqualTo(VICTIMS.size());
    }
  }
}
