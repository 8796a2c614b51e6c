package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job as a process, on a real broker and a real Cassandra. */
final class SpeedJobTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void restingRowsEqualTheFoldInMemoryAndRejectedRecordsAreDeadLetters() {
    try (TestProject test = new TestProject(folder, 3)) {
      sendRandom(test, 1, 2_000);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.send(1, "no json");
        test.send(1, "{\"at\": 1, \"page\": 7}");
        sendRandom(test, 2, 2_000);
        awaitLedger(test, 1);
        assertThat(test.actual(1)).isEqualTo(test.expected());
        List<DeadLetter> dead = new DeadLetters(test.cassandra(), "clicks").page(null, 10);
        assertThat(dead).hasSize(2);
        assertThat(new String(dead.get(0).raw(), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("no json");
        awaitSealed(test, 1);
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
            sendRandom(test, random.nextLong(), 200);
            Thread.sleep(50 + random.nextInt(60));
          }
          job.kill9();
        }
      }
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertThat(job.output()).contains("incarnation 1, from chk-");
        awaitLedger(test, 1);
        assertThat(test.actual(1)).isEqualTo(test.expected());
        done.set(true);
        assertThat(reader.join()).isGreaterThan(10);
        job.kill9();
      }
      deleteCheckpoints();
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertThat(job.output()).contains("incarnation 2, from a cold start");
        awaitLedger(test, 2);
        assertThat(test.actual(2)).isEqualTo(test.expected());
      }
    }
  }

  @Test
  void aTopicOfCreateTimeIsRefusedWithTheCommandThatMendsIt() {
    try (TestProject test =
            new TestProject(folder, 1, Map.of("message.timestamp.type", "CreateTime"));
        SpeedProcess job = SpeedProcess.start(test)) {
      assertThat(job.awaitExit()).isEqualTo(2);
      assertThat(job.output())
          .contains("kafka-configs.sh")
          .contains("--add-config message.timestamp.type=LogAppendTime");
    }
  }

  /**
   * The rows hold all events below the ledger's positions at any moment, kills and replays
   * included.
   */
  private static int compareLedgerWithRowsUntil(AtomicBoolean done, TestProject test) {
    Fold everyClick =
        test.project.views().stream()
            .filter(f -> f.view().equals("by_page"))
            .findFirst()
            .orElseThrow();
    int comparisons = 0;
    while (!done.get()) {
      var life = test.ledger().incarnations().stream().filter(l -> l.number() == 1).findFirst();
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
        var producer = test.transactional();
        SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
      for (boolean commit : new boolean[] {true, false, true}) {
        producer.beginTransaction();
        for (int i = 0; i < 100; i++) {
          byte[] click =
              TestProject.click(1_700_000_000_000L, "p", i, 2).getBytes(StandardCharsets.UTF_8);
          producer.send(new ProducerRecord<>(test.topic, 0, null, click));
        }
        if (commit) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
      awaitSealed(test, 1);
      assertThat(test.actual(1)).isEqualTo(test.expected());
      producer.beginTransaction();
      producer.send(
          new ProducerRecord<>(test.topic, 1, null, "{}".getBytes(StandardCharsets.UTF_8)));
      producer.flush();
      long open = test.project.clock().epochOf(System.currentTimeMillis());
      sleep(5_000);
      assertThat(test.ledger().incarnations().get(0).sealedThrough()).isLessThanOrEqualTo(open);
      producer.commitTransaction();
      awaitSealed(test, 1);
    }
  }

  @Test
  void aJobThatIsToldToStopLeavesACheckpointThatANewOneContinuesAtAnotherParallelism() {
    try (TestProject test = new TestProject(folder, 3)) {
      sendRandom(test, 3, 1_000);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        sendRandom(test, 4, 1_000);
        job.close();
      }
      sendRandom(test, 5, 1_000);
      try (SpeedProcess job = SpeedProcess.start(test, "--parallelism", "3").awaitReady()) {
        assertThat(job.output()).contains("incarnation 1, from chk-");
        sendRandom(test, 6, 1_000);
        awaitLedger(test, 1);
        assertThat(test.actual(1)).isEqualTo(test.expected());
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

  private static void sendRandom(TestProject test, long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      test.send(
          random.nextInt(3),
          TestProject.click(
              1_700_000_000_000L + random.nextLong(600_000),
              "page " + random.nextInt(20),
              random.nextInt(500),
              random.nextInt(1000) / 7.0));
    }
    test.flush();
  }

  /** Waits until the ledger says that the incarnation has all of the log. */
  private static void awaitLedger(TestProject test, long incarnation) {
    Map<Integer, Long> ends = test.ends();
    Await.until(
        "incarnation " + incarnation + " has " + ends,
        LIMIT,
        () ->
            test.ledger().incarnations().stream()
                .filter(life -> life.number() == incarnation)
                .anyMatch(life -> hasReached(life, ends)));
  }

  private static boolean hasReached(Incarnation life, Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(
            end ->
                life.positions().containsKey(end.getKey())
                    && life.positions().get(end.getKey()).nextOffset() >= end.getValue());
  }

  private static void awaitSealed(TestProject test, long incarnation) {
    long last = test.epochs().last();
    Await.until(
        "epoch " + last + " is sealed",
        LIMIT,
        () ->
            test.ledger().incarnations().stream()
                .anyMatch(l -> l.number() == incarnation && l.sealedThrough() > last));
  }
}
