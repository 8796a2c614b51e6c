package dev.twofold.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.Console;
import dev.twofold.cli.alert.Alert;
import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.Cause;
import dev.twofold.reconciliation.Comparison;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.Report;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people and programs are told of a report. */
class ReconcileRunTest {
  private static final Report DRIFT =
      new Report(
          "20261127-020000-aaaa",
          "shop",
          Instant.EPOCH,
          List.of(
              comparison("clicks", Outcome.DIFFERENT, "", 9),
              comparison("sales", Outcome.EQUAL, "", 10),
              comparison("visits", Outcome.WAITING, "the speed layer has not sealed [3, 5) yet", 0),
              comparison("carts", Outcome.FAILED, "a store could not be read", 0)));

  private static Comparison comparison(String view, Outcome outcome, String reason, long equal) {
    return new Comparison(
        "shop",
        view,
        "0123456789ab",
        3,
        "segment",
        new EpochRange(3, 5),
        Instant.parse("2026-11-26T00:00:00Z"),
        Instant.parse("2026-11-27T00:00:00Z"),
        outcome,
        reason,
        reason.isEmpty() ? 10 : 0,
        equal,
        100,
        99,
        List.of(1L),
        "code",
        5,
        outcome == Outcome.DIFFERENT ? Map.of(Cause.LOST_BY_SPEED, 1L) : Map.of(),
        List.of());
  }

  @Test
  void anAlertOfDriftNamesTheViewsTheCausesAndTheReport() {
    Alert alert = ReconcileRun.alert(DRIFT);

    assertThat(alert.kind()).isEqualTo("drift");
    assertThat(alert.summary()).isEqualTo("1 of 20 states differ between the layers, in clicks");
    assertThat(alert.details())
        .containsEntry("report", "/v1/reconciliations/20261127-020000-aaaa")
        .containsEntry("different", 1L)
        .containsEntry("causes", Map.of("lost_by_speed", 1L));
  }

  @Test
  void aReportInATerminalEndsWithTheVerdictAndLeavesNothingOut() {
    Console console = new Console();
    new ReportPrinter(console.terminal()).print(DRIFT);

    assertThat(console.out().lines())
        .contains("waiting: visits [3, 5): the speed layer has not sealed [3, 5) yet")
        .contains("failed: carts [3, 5): a store could not be read")
        .last()
        .isEqualTo("DRIFT: 1 of 20 states differ; 1 comparison waiting; 1 comparison failed.");
  }
}
