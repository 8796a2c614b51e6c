package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.stack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint promises, and when it is of no use (rule 5). */
final class RestoreTest {
  @TempDir Path folder;

  @Test
  void aCheckpointWhoseOffsetsKafkaNoLongerHasIsRefusedWithTheRange() {
    try (TestProject test = new TestProject(folder, 1)) {
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 100);
        test.awaitLedger(1);
        job.kill9();
      }
      test.sendRandom(2, 100);
      test.topic.truncate(0, 150);
      try (SpeedProcess job = SpeedProcess.start(test)) {
        assertThat(job.awaitExit()).isEqualTo(2);
        assertThat(job.output())
            .contains("partition 0 no longer has offsets [100, 150)")
            .contains("--from");
      }
    }
  }

  @Test
  void aColdStartBeginsAtTheFirstGenerationWhoseRecordsKafkaStillHas() {
    try (TestProject test = new TestProject(folder, 1)) {
      test.sendRandom(1, 200);
      test.topic.truncate(0, 150);
      String generations = "[" + generation(3, 100) + "," + generation(4, 160) + "]";
      try (SpeedProcess job = SpeedProcess.start(test, "--from", generations).awaitReady()) {
        test.awaitLedger(1);
        assertThat(test.life(1))
            .hasValueSatisfying(life -> assertThat(life.fromEpoch()).isEqualTo(4));
        job.kill9();
      }
      try (SpeedProcess job =
          SpeedProcess.start(test, folder.resolve("anew"), "--from", generation(3, 100))) {
        assertThat(job.awaitExit()).isEqualTo(2);
        assertThat(job.output()).contains("partition 0 no longer has offsets [100, 150)");
      }
    }
  }

  private static String generation(long through, long nextOffset) {
    return """
        {"through": %d, "partitions": [{"partition": 0, "next_offset": %d, "epoch": %d, "leader_epoch": -1}]}"""
        .formatted(through, nextOffset, through);
  }

  /** Nothing is passed on by time here, so what a barrier leaves in a buffer stays there. */
  @Test
  void everythingBelowACheckpointsPositionsIsInTheRowsOnceItIsComplete() {
    try (TestProject test = new TestProject(folder, 3).with("flush_interval", "60s")) {
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 1_000);
        test.awaitLedger(1);
        job.kill9();
      }
      assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertThat(job.output()).contains("incarnation 1, from chk-");
        test.sendRandom(2, 1_000);
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());

        long cassandra = TestStack.shared().cassandra().pid();
        Signal.stop(cassandra);
        try {
          test.sendRandom(3, 10);
          pause(1_000); // one that was under way may complete
          OptionalLong last = lastCheckpoint(test);
          pause(2_500);
          assertThat(lastCheckpoint(test)).isEqualTo(last);
        } finally {
          Signal.resume(cassandra);
        }
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
      }
    }
  }

  @Test
  void aRepairBesideItDoesNotMakeARestartAColdStart() {
    try (TestProject test = new TestProject(folder, 1)) {
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 200);
        test.awaitLedger(1);
        job.kill9();
      }
      LedgerWriter ledger = new LedgerWriter(test.cassandra(), "clicks");
      String topicId = ledger.lives().get(0).topicId();
      LedgerWriter.Life repair = ledger.open(topicId, Map.of(test.fold("by_page").version(), 0L));
      ledger.seal(repair.number(), 1);
      test.sendRandom(2, 200);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertThat(job.output()).contains("incarnation 1, from chk-");
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
      }
    }
  }

  private static OptionalLong lastCheckpoint(TestProject test) {
    try (var files = Files.walk(test.state.resolve("checkpoints"))) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .map(file -> file.getParent().getFileName().toString())
          .mapToLong(chk -> Long.parseLong(chk.substring("chk-".length())))
          .max();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty(); // one was deleted under the walk
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
