package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.epoch.Position;
import dev.twofold.stack.KafkaServer;
import dev.twofold.stack.TestStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No epoch is taken for finished before every partition has passed it (rule 6). */
final class PartitionTest {
  private static final Duration WATCH = Duration.ofSeconds(4);

  @TempDir Path folder;

  @Test
  void aNewPartitionIsReadFromItsFirstRecordAndBlocksSealingUntilThen() {
    try (TestProject test = new TestProject(folder, 1).with("epoch", "1s")) {
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 500);
        test.awaitSealed(1);
        test.topic.growTo(2);
        try (var producer = test.topic.transactional()) {
          // Not yet to be read, so the partition has no position.
          producer.beginTransaction();
          for (int i = 0; i < 100; i++) {
            byte[] click = TestProject.click(0, "new", i, 2).getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(test.topic.name, 1, null, click));
          }
          producer.flush();
          assertNothingIsSealedFromNowOn(test);
          producer.commitTransaction();
        }
        test.sendRandom(2, 500);
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
        test.awaitSealed(1);

        // One that has lost records before it was first read is no whole partition.
        Signal.stop(job.pid());
        test.topic.growTo(3);
        test.sendRandom(3, 500);
        test.topic.truncate(2, 50);
        Signal.resume(job.pid());
        assertThat(job.awaitExit()).isEqualTo(2);
        assertThat(job.output()).contains("partition 2 no longer has offsets [0, 50)");
      }
    }
  }

  /** Watches for several epochs. */
  private static void assertNothingIsSealedFromNowOn(TestProject test) {
    long open = test.project().clock().epochOf(System.currentTimeMillis());
    long end = System.nanoTime() + WATCH.toNanos();
    while (System.nanoTime() < end) {
      assertThat(test.life(1).orElseThrow().sealedThrough()).isLessThanOrEqualTo(open);
    }
  }

  @Test
  void aPartitionWhoseBrokerIsDownIsNotTakenForFinished() {
    KafkaServer kafka = TestStack.shared().kafka();
    try (TestProject test = new TestProject(folder, 2).with("epoch", "1s")) {
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 500);
        test.awaitSealed(1);
        // The broker has records that the job has not seen yet, and goes down.
        Signal.stop(job.pid());
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 500; i++) {
          test.topic.send(0, TestProject.click(random));
        }
        test.topic.flush();
        kafka.kill9();
        Signal.resume(job.pid());
        assertNothingIsSealedFromNowOn(test);
        kafka.start();
        test.sendRandom(3, 500);
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
        test.awaitSealed(1);
        aLogThatWasCutBackIsRefused(test);
      }
    }
  }

  /** Since the restart, records have another leader epoch. */
  private static void aLogThatWasCutBackIsRefused(TestProject test) {
    Position now = test.life(1).orElseThrow().positions().get(0);
    assertThat(now.leaderEpoch()).isPositive();
    Position before = new Position(0, now.nextOffset(), now.epoch(), now.leaderEpoch() - 1);
    try (TopicLog log = test.log()) {
      String id = log.topicId();
      LogCheck.check(log, test.topic.name, id, List.of(now));
      assertThatThrownBy(() -> LogCheck.check(log, test.topic.name, id, List.of(before)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("was cut back behind the position " + now.nextOffset());
    }
  }
}
