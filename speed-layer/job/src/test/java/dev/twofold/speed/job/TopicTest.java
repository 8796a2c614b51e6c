package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochClock;
import dev.twofold.view.Incarnation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topic must be like, and stay (rule 7). */
final class TopicTest {
  @TempDir Path folder;

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

  @Test
  void recordsFromBeforeTheTopicWasOfLogAppendTimeAreLeftToBatchAndMoveNoEpoch() {
    try (TestProject test =
        new TestProject(
            folder,
            2,
            Map.of(
                "message.timestamp.type",
                "CreateTime",
                "message.timestamp.after.max.ms",
                Long.toString(Long.MAX_VALUE)))) {
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 100; i++) {
        long at = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli() + i;
        test.topic.send(0, at, TestProject.click(random));
      }
      long in2099 = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();
      test.topic.send(0, in2099, TestProject.click(random));
      test.topic.flush();
      test.topic.set("message.timestamp.type", "LogAppendTime");
      test.sendRandom(2, 1_000);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(3, 1_000);
        test.awaitLedger(1);
        assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());
        test.awaitSealed(1);
        Incarnation life = test.life(1).orElseThrow();
        EpochClock clock = test.project().clock();
        long now = clock.epochOf(System.currentTimeMillis());
        assertThat(life.positions().values()).allMatch(position -> position.epoch() <= now);
        assertThat(life.backfills()).isEqualTo(Map.of(0, 101L));
        assertThat(job.output()).contains("records are from before topic " + test.topic.name);
        job.kill9();
      }
      // It outlives the process, and no answer is silent about it.
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(4, 100);
        test.awaitLedger(1);
        assertThat(test.life(1).orElseThrow().backfills()).isEqualTo(Map.of(0, 101L));
      }
    }
  }

  @Test
  void aTopicMadeAnewUnderTheSameNameIsRefusedByTheJobThatRunsAndByTheNext() {
    try (TestProject test = new TestProject(folder, 1)) {
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 100);
        test.awaitLedger(1);
        test.topic.delete();
        test.topic.create(1, TestProject.LOG_APPEND_TIME);
        test.sendRandom(2, 200);
        assertThat(job.awaitExit()).isEqualTo(2);
        assertThat(job.output()).contains("was deleted");
      }
      try (SpeedProcess job = SpeedProcess.start(test)) {
        assertThat(job.awaitExit()).isEqualTo(2);
        assertThat(job.output()).contains("was deleted and made anew");
      }
    }
  }
}
