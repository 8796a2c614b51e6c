package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetterWriter;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.speed.views.Moment;
import dev.twofold.speed.views.RealtimeDeployment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** At every crash point of the speed layer it dies; what runs next makes all good. */
@Tag("nightly")
final class CrashSweepTest {
  private static final String BY_USER =
      "SELECT \"user\", COUNT(*) AS clicks, SUM(spent) AS spent FROM clicks GROUP BY \"user\"";

  @TempDir Path folder;

  /** When a process is in the middle of what a moment is about. */
  private enum Stage {
    /** On an empty keyspace. */
    COLD,
    /** With checkpoints behind it, under load. */
    LOADED,
    /** A view joins an incarnation. */
    JOIN,
    /** A view begins with a replay: a cold start beside an incarnation that has checkpoints. */
    REPLAY,
    /** What is deployed is copied, while an incarnation has rows. */
    DEPLOY,
    /** Rows go that a generation replaces. */
    DROP,
    /** Events are erased that an incarnation has folded. */
    ERASE,
    /** Dead letters go that are old. */
    EXPIRE
  }

  /**
   * A death.
   *
   * @param time how often the process comes to the moment before it dies there, at least 1
   */
  private record Death(Stage stage, int time) {}

  /** A new moment has to be named here, or nothing compiles. */
  private static Death death(Moment moment) {
    return switch (moment) {
      case KEYSPACE_CREATED, LAYOUT_AGREED, INCARNATION_OPENED -> new Death(Stage.COLD, 1);
      case LEDGER_TABLE_CREATED -> new Death(Stage.COLD, 4);
      case TABLE_CREATED, TABLE_LISTED -> new Death(Stage.COLD, 2);
      case CHECKPOINTS_DROPPED -> new Death(Stage.REPLAY, 1);
      case VIEWS_CHANGED -> new Death(Stage.JOIN, 1);
      case DEPLOYMENT_COPIED -> new Death(Stage.DEPLOY, 1);
      case ROW_BATCH_WRITTEN -> new Death(Stage.LOADED, 60);
      case DEAD_LETTER_WRITTEN -> new Death(Stage.LOADED, 40);
      case EPOCH_END_WRITTEN -> new Death(Stage.LOADED, 2);
      // Two subtasks each: the second's is missing.
      case ROWS_DUE, ROWS_FLUSHED, EPOCH_ENDS_FLUSHED, DEAD_LETTERS_FLUSHED, SNAPSHOT_TAKEN ->
          new Death(Stage.LOADED, 9);
      case CHECKPOINT_COMPLETED, POSITIONS_RECORDED -> new Death(Stage.LOADED, 4);
      // Three partitions: the third's is missing.
      case POSITION_RECORDED -> new Death(Stage.LOADED, 11);
      case SEALED -> new Death(Stage.LOADED, 2);
      case ERASURE_RECORDED, ROWS_ERASED -> new Death(Stage.ERASE, 1);
      case FLOOR_RAISED, TABLE_DROPPED, TABLE_UNLISTED -> new Death(Stage.DROP, 1);
      case DEAD_LETTERS_DELETED -> new Death(Stage.EXPIRE, 1);
    };
  }

  @ParameterizedTest
  @EnumSource
  void aDeathLosesAndDoublesNothing(Moment moment) throws Exception {
    Death death = death(moment);
    switch (death.stage) {
      case COLD, LOADED -> dieAndStart(moment, death.time);
      case JOIN -> dieAsAViewJoins(moment);
      case REPLAY -> dieInAReplay(moment);
      case DEPLOY -> dieDeploying(moment);
      case DROP -> dieDropping(moment);
      case ERASE -> dieErasing(moment);
      case EXPIRE -> dieExpiring(moment);
    }
  }

  static Stream<Moment> inAReplay() {
    return Stream.of(Moment.INCARNATION_OPENED, Moment.ROW_BATCH_WRITTEN, Moment.SNAPSHOT_TAKEN);
  }

  @ParameterizedTest
  @MethodSource("inAReplay")
  void neitherDoesOneInAReplayBesideAnEarlierLife(Moment moment) throws Exception {
    dieInAReplay(moment);
  }

  private void dieAndStart(Moment moment, int time) throws Exception {
    try (TestProject test = new TestProject(folder, 3)) {
      try (AutoCloseable load = test.sendAllTheWhile(1);
          SpeedProcess job = SpeedProcess.startToDieAt(test, moment, time)) {
        job.awaitDeath();
      }
      new TestAnswer(test).assertWithinBounds();
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertExactAfterMore(test);
        job.kill9();
      }
    }
  }

  private static void assertExactAfterMore(TestProject test) {
    test.sendRandom(2, 500);
    test.awaitLedger(test.newest());
    new TestAnswer(test).assertExact();
    test.awaitSealed(test.newest());
    new TestAnswer(test).assertExact();
  }

  private void dieAsAViewJoins(Moment moment) throws Exception {
    try (TestProject test = new TestProject(folder, 3)) {
      runForAWhile(test);
      test.addView("by_user", BY_USER);
      try (SpeedProcess job = SpeedProcess.startToDieAt(test, moment, 1, "--replay", "0")) {
        job.awaitDeath();
      }
      try (SpeedProcess job = SpeedProcess.start(test, "--replay", "0").awaitReady()) {
        assertThat(job.output()).contains("incarnation 1, from chk-");
        test.sendRandom(3, 500);
        test.awaitLedger(1);
        long from = test.life("by_user", 1).orElseThrow().fromEpoch();
        var expected = test.rows().expected();
        var actual = test.rows().actual(1);
        assertThat(TestRows.of("by_user", from, actual))
            .isNotEmpty()
            .isEqualTo(TestRows.of("by_user", from, expected));
        for (String old : List.of("by_page", "totals")) {
          assertThat(TestRows.of(old, 0, actual)).isEqualTo(TestRows.of(old, 0, expected));
        }
        job.kill9();
      }
    }
  }

  private void dieInAReplay(Moment moment) throws Exception {
    try (TestProject test = new TestProject(folder, 3)) {
      runForAWhile(test);
      test.addView("by_user", BY_USER);
      try (SpeedProcess job = SpeedProcess.startToDieAt(test, moment, 1)) {
        job.awaitDeath();
      }
      new TestAnswer(test).assertWithinBounds();
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertExactAfterMore(test);
        job.kill9();
      }
    }
  }

  private static void runForAWhile(TestProject test) {
    try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
      test.sendRandom(1, 1_000);
      test.awaitLedger(1);
      job.kill9();
    }
  }

  private void dieDeploying(Moment moment) throws Exception {
    try (TestProject test = new TestProject(folder, 3)) {
      runForAWhile(test);
      try (SpeedProcess copy = SpeedProcess.startToDieAt(test, moment, 1, CopyDeployment.class)) {
        copy.awaitDeath();
      }
      RealtimeDeployment copied = new RealtimeDeployment(test.cassandra());
      assertThat(copied.current()).isEqualTo(CopyDeployment.of(test.project()));
      copied.write(CopyDeployment.of(test.project()));
      new TestAnswer(test).assertWithinBounds();
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertExactAfterMore(test);
        job.kill9();
      }
    }
  }

  private void dieDropping(Moment moment) throws Exception {
    try (TestProject test = new TestProject(folder, 3).with("retention.epochs_per_bucket", "1");
        SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
      try (AutoCloseable load = test.sendAllTheWhile(1)) {
        Thread.sleep(4 * test.project().clock().lengthMillis());
      }
      test.awaitLedger(1);
      test.awaitSealed(1);
      SortedSet<Long> epochs = test.rows().epochs();
      assertThat(epochs).hasSizeGreaterThan(3);
      TestAnswer answer = new TestAnswer(test);
      long seam = answer.publish(epochs.last()).through();
      answer.assertExact();
      try (SpeedProcess drop =
          SpeedProcess.startToDieAt(
              test, moment, 1, DropRows.class, "--replay", Long.toString(seam))) {
        drop.awaitDeath();
      }
      answer.assertExact();
      assertThat(DropRows.drop(test.project(), seam)).as("tables left to drop").isPositive();
      assertThat(DropRows.drop(test.project(), seam)).isZero();
      answer.assertExact();
      job.kill9();
    }
  }

  private void dieExpiring(Moment moment) throws Exception {
    try (TestProject test = new TestProject(folder, 3);
        SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
      try (AutoCloseable load = test.sendAllTheWhile(1)) {
        Thread.sleep(3 * test.project().clock().lengthMillis());
      }
      test.awaitLedger(1);
      job.kill9();
      DeadLetters letters = new DeadLetters(test.cassandra(), "clicks");
      List<DeadLetter> all = letters.page(null, Integer.MAX_VALUE);
      long floor = all.get(all.size() / 2).epoch() + 1;
      try (SpeedProcess expire =
          SpeedProcess.startToDieAt(
              test, moment, 1, ExpireDeadLetters.class, "--replay", Long.toString(floor))) {
        expire.awaitDeath();
      }
      assertThat(ExpireDeadLetters.expire(test.project(), floor)).as("left to expire").isPositive();
      assertThat(ExpireDeadLetters.expire(test.project(), floor)).isZero();
      List<DeadLetter> left =
          new ArrayList<>(all.stream().filter(letter -> letter.epoch() >= floor).toList());
      assertThat(letters.page(null, Integer.MAX_VALUE)).usingRecursiveComparison().isEqualTo(left);

      // Put on the list again, the first partition's epoch has no others that were left behind.
      DeadLetterWriter writer = new DeadLetterWriter(test.cassandra(), 9);
      writer.add(all.get(0));
      writer.flush();
      left.add(0, all.get(0));
      assertThat(letters.page(null, Integer.MAX_VALUE)).usingRecursiveComparison().isEqualTo(left);
    }
  }

  private void dieErasing(Moment moment) {
    try (TestProject test = new TestProject(folder, 3)) {
      runForAWhile(test);
      Map<Integer, Long> erased = test.ends();
      try (SpeedProcess erase = SpeedProcess.startToDieAt(test, moment, 1, EraseRows.class)) {
        erase.awaitDeath();
      }
      assertThat(test.life(1)).as("it answers for nothing").isEmpty();
      EraseRows.erase(test.project());
      assertThat(test.rows().actual(1)).isEmpty();
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(2, 500);
        test.awaitLedger(2);
        assertThat(test.rows().actual(2)).isEqualTo(ErasureTest.withoutErased(test, erased));
        job.kill9();
      }
    }
  }
}
