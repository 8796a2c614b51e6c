package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two attempts of one incarnation alive at once. */
final class ZombieTest {
  @TempDir Path folder;

  /** The first has states of few events in its buffers when it halts, and writes them later. */
  @Test
  void anAttemptThatComesBackMovesNoRowOfItsSuccessorBack() throws Exception {
    try (TestProject test = new TestProject(folder, 3).with("epoch", "1h")) {
      test.sendRandom(1, 1_000);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.awaitLedger(1);
        job.kill9();
      }
      Path copy = folder.resolve("copy");
      copy(test.state.resolve("checkpoints"), copy.resolve("checkpoints"));
      try (SpeedProcess first =
          SpeedProcess.start(test, "--set", "flush_interval=3s", "--set", "checkpoint_interval=60s")
              .awaitReady()) {
        test.sendRandom(2, 1_000);
        Thread.sleep(1_000);
        Signal.stop(first.pid());
        try (SpeedProcess second = SpeedProcess.start(test, copy).awaitReady()) {
          assertThat(second.output()).contains("incarnation 1, from chk-");
          test.sendRandom(3, 1_000);
          test.awaitLedger(1);
          assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());

          Signal.resume(first.pid());
          Thread.sleep(
              3_000); // it writes after half a flush interval, and again after one and a half
          first.kill9();
          assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
          test.awaitLedger(1);
        }
      }
    }
  }

  /** What a launcher that was killed had started ends some seconds after it. */
  @Test
  @Tag("nightly")
  void oneThatFindsTheStateFolderInUseWaitsForTheEndOfWhoeverUsesIt() throws Exception {
    try (TestProject test = new TestProject(folder, 3);
        SpeedProcess first = SpeedProcess.start(test).awaitReady();
        SpeedProcess second = SpeedProcess.start(test)) {
      test.sendRandom(1, 100);
      Thread.sleep(5_000);
      first.kill9();
      second.awaitReady();
      assertThat(second.output()).contains("incarnation 1, from chk-");
      test.awaitLedger(1);
      assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.createDirectories(to.resolve(from.relativize(file)).getParent());
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }
}
