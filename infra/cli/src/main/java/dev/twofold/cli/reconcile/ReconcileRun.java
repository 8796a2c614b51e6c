package dev.twofold.cli.reconcile;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.alert.Alert;
import dev.twofold.cli.alert.AlertHook;
import dev.twofold.definition.Project;
import dev.twofold.reconciliation.Cause;
import dev.twofold.reconciliation.Comparison;
import dev.twofold.reconciliation.Reconciler;
import dev.twofold.reconciliation.Report;
import dev.twofold.reconciliation.ReportPage;
import dev.twofold.reconciliation.ReportStore;
import dev.twofold.reconciliation.Scope;
import dev.twofold.reconciliation.Scope.Extent;
import dev.twofold.speed.views.CassandraSession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One reconciliation of a project: it compares, keeps the report and tells of drift. */
public record ReconcileRun(Project project) {
  private static final int RUNS_IN_CHART = 60;

  /**
   * What came of it.
   *
   * @param page the report as HTML
   * @param troubles what went wrong beside, for people; empty where nothing did
   */
  public record Outcome(Report report, String page, List<String> troubles) {}

  /**
   * @param patience how long to wait in all for the speed layer to seal epochs
   * @param progress told of each comparison as it ends
   */
  public Outcome run(Scope scope, Extent extent, Duration patience, Consumer<Comparison> progress)
      throws IOException {
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name());
        CassandraSession cassandra = CassandraSession.open(project.settings())) {
      ReportStore store = new ReportStore(warehouse, project.name());
      Scope wanted = scope.of(extent, store.settled(project.versions()));
      Report report = new Reconciler(project, warehouse, cassandra).run(wanted, patience, progress);
      store.save(report);
      List<String> troubles = new ArrayList<>();
      if (report.drifted()) {
        AlertHook.of(project).send(alert(report)).ifPresent(troubles::add);
      }
      return new Outcome(report, ReportPage.html(report, store.newest(RUNS_IN_CHART)), troubles);
    }
  }

  static Alert alert(Report report) {
    Map<String, Long> causes = new TreeMap<>();
    List<String> subjects = new ArrayList<>();
    for (Comparison each : report.comparisons()) {
      if (each.outcome() == Comparison.Outcome.DIFFERENT && !subjects.contains(each.subject())) {
        subjects.add(each.subject());
      }
      for (Map.Entry<Cause, Long> cause : each.causes().entrySet()) {
        causes.merge(cause.getKey().name().toLowerCase(Locale.ROOT), cause.getValue(), Long::sum);
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("run", report.id());
    details.put("report", "/v1/reconciliations/" + report.id());
    details.put("compared", report.compared());
    details.put("different", report.different());
    details.put("subjects", subjects);
    details.put("causes", causes);
    return new Alert(
        "drift",
        String.format(
            Locale.ROOT,
            "%,d of %,d states differ between the layers, in %s",
            report.different(),
            report.compared(),
            String.join(", ", subjects)),
        details);
  }
}
