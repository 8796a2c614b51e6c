package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.view.Incarnation;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that come and go while the others' states stay (rule 8). */
final class NewViewTest {
  private static final String BY_USER =
      "SELECT \"user\", COUNT(*) AS clicks, SUM(spent) AS spent FROM clicks GROUP BY \"user\"";

  @TempDir Path folder;

  @Test
  void aNewViewIsExactFromTheFirstEdgeAfterEveryPositionAndTheOthersStayAsTheyAre() {
    try (TestProject test = new TestProject(folder, 3)) {
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 1_000);
        test.awaitLedger(1);
        job.kill9();
      }
      test.sendRandom(2, 1_000); // perhaps in the epoch in which the positions are
      long first = joins(test, 3);
      assertThat(test.life("by_page", 1).orElseThrow().fromEpoch()).isZero();

      test.removeView("by_user");
      try (SpeedProcess job = SpeedProcess.start(test, "--replay", "0").awaitReady()) {
        assertThat(job.output()).contains("incarnation 1, from chk-");
        test.sendRandom(4, 1_000);
        test.awaitLedger(1);
        job.kill9();
      }
      assertThat(test.rows().actual(1)).isEqualTo(test.rows().expected());

      // Rows of its first stay are there, and shadow none.
      assertThat(joins(test, 5)).isGreaterThan(first);
    }
  }

  /** Deploys the view on a stopped job, and kills the job when it is exact. Returns its epoch. */
  private static long joins(TestProject test, long seed) {
    test.addView("by_user", BY_USER);
    assertThat(test.life("by_user", 1)).isEmpty();
    long read =
        test.life(1).orElseThrow().positions().values().stream()
            .mapToLong(position -> position.epoch())
            .max()
            .orElseThrow();
    try (SpeedProcess job = SpeedProcess.start(test, "--replay", "0").awaitReady()) {
      assertThat(job.output()).contains("incarnation 1, from chk-");
      test.sendRandom(seed, 1_000);
      test.awaitLedger(1);
      test.awaitSealed(1);
      long from = test.life("by_user", 1).map(Incarnation::fromEpoch).orElseThrow();
      assertThat(from).isEqualTo(read + 1);
      Map<String, String> expected = test.rows().expected();
      Map<String, String> actual = test.rows().actual(1);
      Map<String, String> joined = TestRows.of("by_user", from, expected);
      assertThat(joined).isNotEmpty();
      assertThat(TestRows.of("by_user", from, actual)).isEqualTo(joined);
      for (String old : new String[] {"by_page", "totals"}) {
        assertThat(TestRows.of(old, 0, actual)).isEqualTo(TestRows.of(old, 0, expected));
      }
      job.kill9();
      return from;
    }
  }

  @Test
  void whereTheLogIsShortAReplayMakesANewViewExactFromTheBeginning() {
    try (TestProject test = new TestProject(folder, 3)) {
      test.sendRandom(1, 1_000);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.awaitLedger(1);
        job.kill9();
      }
      test.addView("by_user", BY_USER);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        assertThat(job.output()).contains("incarnation 2, from a cold start");
        test.sendRandom(2, 1_000);
        test.awaitLedger(2);
        assertThat(test.life("by_user", 2).orElseThrow().fromEpoch()).isZero();
        assertThat(test.rows().actual(2)).isEqualTo(test.rows().expected());
      }
    }
  }
}
