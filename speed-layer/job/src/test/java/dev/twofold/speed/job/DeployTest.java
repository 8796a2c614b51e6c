package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.view.Incarnation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A speed layer that runs follows what is deployed. */
final class DeployTest {
  private static final String TOTALS = "SELECT COUNT(*) AS clicks FROM clicks";

  @TempDir Path folder;

  @Test
  void underLoadVersionsComeAndGoAndNoneLosesAnEvent() throws Exception {
    try (TestProject test = new TestProject(folder, 3)) {
      test.deploy();
      Fold removed = test.fold("totals");
      try (SpeedProcess job = SpeedProcess.start(test, "--replay", "0").awaitReady()) {
        test.sendRandom(1, 1_000);
        test.awaitLedger(1);
        try (AutoCloseable load = test.sendAllTheWhile(2)) {
          test.removeView("totals");
          test.addView("by_page", "SELECT page, SUM(spent) AS spent FROM clicks GROUP BY page");
          test.addView("by_user", "SELECT \"user\", MAX(spent) AS m FROM clicks GROUP BY \"user\"");
          test.deploy();
          job.awaitOutput("running: source clicks, incarnation 1, from chk-", 1);

          test.addView("totals", TOTALS);
          test.deploy();
          job.awaitOutput("running: source clicks, incarnation 1, from chk-", 2);
          for (Fold joined : joined(test)) {
            Await.until(
                "events come that are in rows of " + joined.view(),
                Duration.ofMinutes(2),
                job::output,
                () -> test.rows().epochs().last() > life(test.view(joined)).fromEpoch());
          }
        }
        test.awaitLedger(1);
        test.awaitSealed(1);
      }
      assertThat(test.view(removed).ledger().incarnations()).isEmpty();
      Map<String, String> expected = test.rows().expected();
      Map<String, String> actual = test.rows().actual(1);
      assertThat(TestRows.of("by_page", 0, actual)).isEqualTo(TestRows.of("by_page", 0, expected));
      for (Fold joined : joined(test)) {
        String name = joined.view().equals("by_page") ? joined.version() : joined.view();
        long from = life(test.view(joined)).fromEpoch();
        assertThat(from).isPositive();
        assertThat(TestRows.of(name, from, actual))
            .isNotEmpty()
            .isEqualTo(TestRows.of(name, from, expected));
      }
    }
  }

  private static List<Fold> joined(TestProject test) {
    return List.of(test.fold("by_user"), test.fold("totals"), version(test, "by_page"));
  }

  /** The one that is built. */
  private static Fold version(TestProject test, String view) {
    return test.project().versions().stream()
        .filter(fold -> fold.view().equals(view) && !test.project().views().contains(fold))
        .findFirst()
        .orElseThrow();
  }

  private static Incarnation life(CassandraRealtimeView view) {
    List<Incarnation> lives = view.ledger().incarnations();
    assertThat(lives).hasSize(1);
    return lives.get(0);
  }

  @Test
  void anAddedSourceGetsAJobAndARemovedOneLosesIts() {
    try (TestProject test = new TestProject(folder, 1);
        TestTopic visits = new TestTopic(test.topic.name + "-visits")) {
      visits.create(1, TestProject.LOG_APPEND_TIME);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.write(
            "sources/visits.yaml",
            """
            topic: %s
            partitions: 1
            format: json
            event_time: at
            columns:
              - {name: at, type: TIMESTAMP, required: true}
            """
                .formatted(visits.name));
        test.addView("visits", "SELECT COUNT(*) AS visits FROM visits");
        test.deploy();
        job.awaitOutput("running: source visits, incarnation 1, from a cold start", 1);
        assertThat(job.output()).doesNotContain("stopped:");

        test.removeView("by_page");
        test.removeView("totals");
        test.remove("sources/clicks.yaml");
        test.deploy();
        job.awaitOutput("stopped: source clicks", 1);

        visits.send(0, "{\"at\": 1700000000000}");
        visits.flush();
        CassandraRealtimeView view =
            new CassandraRealtimeView(test.cassandra(), "visits", test.fold("visits").version());
        Await.until(
            "the visit is counted",
            Duration.ofMinutes(2),
            job::output,
            () -> {
              var at = life(view).positions().get(0);
              return at != null && at.nextOffset() == 1;
            });
      }
    }
  }
}
