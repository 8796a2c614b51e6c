package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job as a process, on a real broker and a real Cassandra. */
final class SpeedJobTest {
  @TempDir Path folder;

  @Test
  void restingRowsEqualTheFoldInMemoryAndRejectedRecordsAreDeadLetters() {
    try (TestProject test = new TestProject(folder, 3)) {
      test.sendRandom(1, 2_000);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.topic.send(1, "no json");
        test.topic.send(1, "{\"at\": 1, \"page\": 7}");
        test.sendRandom(2, 2_000);
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
        List<DeadLetter> dead = new DeadLetters(test.cassandra(), "clicks").page(null, 10);
        assertThat(dead).hasSize(2);
        assertThat(new String(dead.get(0).raw(), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("no json");
        test.awaitSealed(1);
      }
    }
  }

  @Test
  void aKilledJobContinuesFromItsCheckpointAndColdStartsWithoutOne() throws Exception {
    try (TestProject test = new TestProject(folder, 3)) {
      SplittableRandom random = new SplittableRandom(7);
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Integer> reader =
          CompletableFuture.supplyAsync(() -> compareLedgerWithRowsUntil(done, test));
      for (int kill = 0; kill < 3; kill++) {
        try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
          for (int i = 0; i < 20; i++) {
            test.sendRandom(random.nextLong(), 200);
            Thread.sleep(50 + random.nextInt(60));
          }
          job.kill9();
        }
      }
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertThat(job.output()).contains("incarnation 1, from chk-");
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
        done.set(true);
        assertThat(reader.join()).isGreaterThan(10);
        job.kill9();
      }
      deleteCheckpoints();
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertThat(job.output()).contains("incarnation 2, from a cold start");
        test.awaitLedger(2);
        assertThat(test.rows().actual(2)).isEqualTo(test.rows().expected());
      }
    }
  }

  /**
   * The rows hold all events below the ledger's positions at any moment, kills and replays
   * included.
   */
  private static int compareLedgerWithRowsUntil(AtomicBoolean done, TestProject test) {
    Fold everyClick = test.fold("by_page");
    int comparisons = 0;
    while (!done.get()) {
      var life = test.life(1);
      if (life.isPresent()) {
        long promised =
            life.get().positions().values().stream().mapToLong(Position::nextOffset).sum();
        AtomicLong there = new AtomicLong();
        test.view(everyClick)
            .read(
                1,
                new EpochRange(0, EpochRange.OPEN),
                Slice.everything(),
                (key, pane, state) -> there.addAndGet(Fold.events(state)));
        assertThat(there.get()).isGreaterThanOrEqualTo(promised);
        comparisons++;
      }
    }
    return comparisons;
  }

  @Test
  void idlePartitionsAndTransactionsMarkersDoNotHoldUpSealing() {
    try (TestProject test = new TestProject(folder, 3);
        var producer = test.topic.transactional();
        SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
      for (boolean commit : new boolean[] {true, false, true}) {
        producer.beginTransaction();
        for (int i = 0; i < 100; i++) {
          byte[] click =
              TestProject.click(1_700_000_000_000L, "p", i, 2).getBytes(StandardCharsets.UTF_8);
          producer.send(new ProducerRecord<>(test.topic.name, 0, null, click));
        }
        if (commit) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
      test.awaitSealed(1);
      assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
      producer.beginTransaction();
      producer.send(
          new ProducerRecord<>(test.topic.name, 1, null, "{}".getBytes(StandardCharsets.UTF_8)));
      producer.flush();
      long open = test.project().clock().epochOf(System.currentTimeMillis());
      sleep(5_000);
      assertThat(test.life(1).orElseThrow().sealedThrough()).isLessThanOrEqualTo(open);
      producer.commitTransaction();
      test.awaitSealed(1);
    }
  }

  @Test
  void aJobThatIsToldToStopLeavesACheckpointThatANewOneContinuesAtAnyParallelism() {
    try (TestProject test = new TestProject(folder, 3)) {
      test.sendRandom(3, 1_000);
      for (String parallelism : List.of("1", "4", "1")) {
        try (SpeedProcess job =
            SpeedProcess.start(test, "--parallelism", parallelism).awaitReady()) {
          assertThat(job.output()).contains("incarnation 1, from");
          test.sendRandom(4, 1_000);
          test.awaitLedger(1);
          assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
          test.sendRandom(5, 1_000);
        }
      }
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void deleteCheckpoints() throws IOException {
    try (var tree = Files.walk(folder.resolve("state/checkpoints"))) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
