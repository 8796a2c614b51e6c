package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.reconciliation.Difference.Certainty;
import dev.twofold.reconciliation.Difference.Result;
import dev.twofold.reconciliation.ReportStore.RunSummary;
import dev.twofold.view.Layer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as JSON, as rows of a table and as a page. */
class ReportTest {
  private static final Instant NIGHT = Instant.parse("2026-11-27T02:00:04Z");
  private static final EpochRange DAY = new EpochRange(498_000, 498_024);

  @TempDir Path folder;

  private static Comparison comparison(
      String view, Outcome outcome, String reason, long compared, Difference... differences) {
    Map<Cause, Long> causes = new HashMap<>();
    for (Difference difference : differences) {
      causes.merge(difference.cause(), 1L, Long::sum);
    }
    return new Comparison(
        "wiki_edits",
        view,
        view == null ? null : "cec0931bf381",
        41,
        view == null ? null : "ccc8b311-673c",
        DAY,
        Instant.parse("2026-11-26T00:00:00Z"),
        Instant.parse("2026-11-27T00:00:00Z"),
        outcome,
        reason,
        compared,
        compared - differences.length,
        compared * 14,
        compared * 14 - differences.length,
        List.of(3L),
        "0.1.0",
        812,
        causes,
        List.of(differences));
  }

  private static Difference lost(String channel) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("channel", channel);
    key.put("robot", null);
    return new Difference(
        Cause.LOST_BY_SPEED,
        Layer.SPEED,
        key,
        Instant.parse("2026-11-26T13:00:00Z"),
        Instant.parse("2026-11-26T13:10:00Z"),
        new EpochRange(498_013, 498_014),
        new Result(526, Map.of("edits", 526L, "added", new BigDecimal("144678.5"))),
        new Result(525, Map.of("edits", 525L, "added", new BigDecimal("144611"))),
        new Result(526, Map.of("edits", 526L, "added", new BigDecimal("144678.5"))),
        List.of(new At(2, 812_443, 498_013, Instant.parse("2026-11-26T13:02:11Z"))),
        Certainty.EXACT,
        "Batch holds 526 events, speed 525 events. The master dataset has 1 event more than the"
            + " speed layer, all of them in batch. It is the event at partition 2, offset 812443.");
  }

  private static Difference drift() {
    return new Difference(
        Cause.LOGIC_DRIFT,
        Layer.BATCH,
        Map.of("page", "<script>alert(1)</script>"),
        null,
        null,
        DAY,
        new Result(12, Map.of("most", 9L)),
        new Result(12, Map.of("most", 11L)),
        new Result(12, Map.of("most", 11L)),
        List.of(),
        Certainty.UNKNOWN,
        "Batch holds 12 events, speed 12 events. They differ in most.");
  }

  private static Report drifted() {
    return new Report(
        "20261127-020004-a1b2",
        "wikipedia",
        NIGHT,
        List.of(
            comparison(null, Outcome.EQUAL, "", 7),
            comparison("edits_by_channel", Outcome.DIFFERENT, "", 2_884, lost("#en.wikipedia")),
            comparison("top_pages", Outcome.DIFFERENT, "", 373_112, drift(), lost("a & b")),
            comparison("human_activity", Outcome.EQUAL, "", 140),
            comparison(
                "anonymous_by_country",
                Outcome.WAITING,
                "the speed layer has not sealed epochs [498020, 498024) yet",
                0)));
  }

  private static Report clean() {
    return new Report(
        "20261126-020004-a1b2",
        "wikipedia",
        NIGHT.minus(Duration.ofDays(1)),
        List.of(
            comparison("edits_by_channel", Outcome.EQUAL, "", 2_884),
            comparison("top_pages", Outcome.EQUAL, "", 373_112)));
  }

  private static List<RunSummary> history(Report report) {
    List<RunSummary> runs = new ArrayList<>();
    runs.add(
        new RunSummary(report.id(), report.at(), 5, report.compared(), report.different(), 1, 0));
    for (int night = 1; night < 30; night++) {
      long different = night == 11 ? 41 : night == 12 ? 2 : 0;
      Instant at = report.at().minus(Duration.ofDays(night));
      runs.add(new RunSummary("run" + night, at, 5, 376_000, different, 0, 0));
    }
    return runs;
  }

  @Test
  void aReportComesBackFromItsJsonAsItWas() {
    for (Comparison each : drifted().comparisons()) {
      Comparison read = ReportJson.comparison(ReportJson.write(each));
      assertThat(ReportJson.write(read)).isEqualTo(ReportJson.write(each));
      assertThat(read.differences()).hasSameSizeAs(each.differences());
      assertThat(read.causes()).isEqualTo(each.causes());
    }
    assertThat(ReportJson.write(drifted()))
        .contains("\"window_start\" : \"2026-11-26T13:00:00Z\"")
        .contains("\"cause\" : \"LOST_BY_SPEED\"")
        .contains("\"added\" : 144678.5")
        .contains("\"robot\" : null")
        .doesNotContain("\"empty\"");
  }

  @Test
  void reportsAreKeptInATableAndComeBackByIdTheNewestFirst() throws IOException {
    try (Warehouse warehouse =
        Warehouse.open(
            new Settings.Warehouse("jdbc", null, folder.toString(), Map.of()), "wikipedia")) {
      ReportStore store = new ReportStore(warehouse, "wikipedia");
      assertThat(store.newest(10)).isEmpty();
      assertThat(store.find("none")).isEmpty();
      store.save(clean());
      store.save(drifted());

      Optional<Report> found = store.find(drifted().id());
      assertThat(ReportJson.write(found.orElseThrow())).isEqualTo(ReportJson.write(drifted()));
      List<RunSummary> runs = store.newest(10);
      assertThat(runs).extracting(RunSummary::id).containsExactly(drifted().id(), clean().id());
      assertThat(runs.get(0).different()).isEqualTo(3);
      assertThat(runs.get(0).waiting()).isEqualTo(1);
      assertThat(warehouse.reconciliations().settled("cec0931bf381"))
          .containsExactly("ccc8b311-673c");
      assertThat(warehouse.reconciliations().settled("another")).isEmpty();
    }
  }

  @Test
  void theTableStaysSmallHoweverManyReportsItKeeps() throws IOException {
    try (Warehouse warehouse =
        Warehouse.open(
            new Settings.Warehouse("jdbc", null, folder.toString(), Map.of()), "wikipedia")) {
      ReportStore store = new ReportStore(warehouse, "wikipedia");
      List<String> saved = new ArrayList<>();
      for (int night = 0; night < 30; night++) {
        Report report = night(night);
        store.save(report);
        saved.add(0, report.id());
      }
      assertThat(warehouse.reconciliations().files()).isLessThan(10);
      assertThat(store.newest(2)).extracting(RunSummary::id).isEqualTo(saved.subList(0, 2));
      assertThat(store.newest(1_000)).extracting(RunSummary::id).isEqualTo(saved);
      assertThat(store.find(night(3).id())).isPresent();
      assertThat(warehouse.reconciliations().settled("cec0931bf381"))
          .containsExactly("ccc8b311-673c");
    }
  }

  private static Report night(int number) {
    Report clean = clean();
    return new Report(
        String.format(Locale.ROOT, "night-%03d", number),
        clean.project(),
        clean.at(),
        clean.comparisons());
  }

  @Test
  void aPageSaysTheVerdictFirstAndNeedsNothingButItself() throws IOException {
    String page = write("drift", drifted());

    assertThat(page.indexOf("Drift: 3 of 376,143 states differ"))
        .isPositive()
        .isLessThan(page.indexOf("What to do"));
    assertThat(page.indexOf("What to do")).isLessThan(page.indexOf("What was compared"));
    assertThat(page)
        .contains("partition 2, offset 812443")
        .contains("Lost by speed: 2")
        .contains("3 of the last 30 runs found drift")
        .contains("has not sealed epochs [498020, 498024) yet")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script", "http://", "https://", "url(", "@import");
  }

  @Test
  void aCleanPageSaysSoAndOffersNothingToDo() throws IOException {
    String page = write("clean", clean());

    assertThat(page)
        .contains("Both layers agree")
        .contains("375,996 states")
        .doesNotContain("What to do", "Worst offenders", "What was not compared");
  }

  /** To be looked at, too. */
  private static String write(String name, Report report) throws IOException {
    String page = ReportPage.html(report, history(report));
    Files.writeString(Path.of("target", "report-" + name + ".html"), page);
    return page;
  }
}
