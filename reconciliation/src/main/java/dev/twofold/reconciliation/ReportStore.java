package dev.twofold.reconciliation;

import dev.twofold.batch.views.ReconciliationTable;
import dev.twofold.batch.views.ReconciliationTable.Entry;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Comparison.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Keeps reports in the warehouse's table of reconciliations. */
public final class ReportStore {
  private final Warehouse warehouse;
  private final String project;

  public ReportStore(Warehouse warehouse, String project) {
    this.warehouse = warehouse;
    this.project = project;
  }

  /**
   * A run in numbers.
   *
   * @param compared states and dead letters
   * @param different of those, how many differ
   * @param waiting comparisons that wait for the speed layer to seal epochs
   * @param notCompared comparisons that cannot be made
   */
  public record RunSummary(
      String id,
      Instant at,
      long comparisons,
      long compared,
      long different,
      long waiting,
      long notCompared) {
    public boolean drifted() {
      return different > 0;
    }

    static RunSummary of(String id, Collection<Entry> entries) {
      return new RunSummary(
          id,
          entries.iterator().next().at(),
          entries.size(),
          entries.stream().mapToLong(Entry::compared).sum(),
          entries.stream().mapToLong(entry -> entry.compared() - entry.equal()).sum(),
          count(entries, Outcome.WAITING),
          count(entries, Outcome.NOT_COMPARED));
    }

    private static long count(Collection<Entry> entries, Outcome outcome) {
      String name = ReconciliationTable.outcome(outcome);
      return entries.stream().filter(entry -> entry.outcome().equals(name)).count();
    }
  }

  /** Keeps a report. One that compared nothing leaves nothing. */
  public void save(Report report) {
    List<Entry> entries =
        report.comparisons().stream().map(comparison -> entry(report, comparison)).toList();
    if (!entries.isEmpty()) {
      warehouse.reconciliations().append(entries);
    }
  }

  /** A report by its id. */
  public Optional<Report> find(String id) {
    List<Entry> entries =
        warehouse.findReconciliations().map(table -> table.run(id)).orElse(List.of());
    List<Comparison> comparisons =
        entries.stream()
            .filter(entry -> entry.details() != null)
            .map(entry -> ReportJson.comparison(entry.details()))
            .toList();
    return comparisons.isEmpty()
        ? Optional.empty()
        : Optional.of(new Report(id, project, entries.get(0).at(), comparisons));
  }

  /** The newest runs, the newest first. */
  public List<RunSummary> newest(int limit) {
    Map<String, List<Entry>> runs = new LinkedHashMap<>();
    warehouse
        .findReconciliations()
        .map(table -> table.newest(limit))
        .orElse(List.of())
        .forEach(entry -> runs.computeIfAbsent(entry.run(), none -> new ArrayList<>()).add(entry));
    List<RunSummary> summaries = new ArrayList<>();
    runs.forEach((id, entries) -> summaries.add(RunSummary.of(id, entries)));
    return summaries;
  }

  /** The segments of these views that need not be compared again. */
  public Set<String> settled(Collection<Fold> views) {
    Set<String> settled = new HashSet<>();
    warehouse
        .findReconciliations()
        .ifPresent(table -> views.forEach(view -> settled.addAll(table.settled(view.version()))));
    return settled;
  }

  private static Entry entry(Report report, Comparison each) {
    Map<String, Long> causes = new TreeMap<>();
    each.causes().forEach((cause, count) -> causes.put(ReconciliationTable.cause(cause), count));
    return new Entry(
        report.id(),
        report.at(),
        each.source(),
        each.view(),
        each.version(),
        each.generation(),
        each.segment(),
        each.epochs(),
        each.from(),
        each.to(),
        ReconciliationTable.outcome(each.outcome()),
        each.reason(),
        each.compared(),
        each.equal(),
        each.batchEvents(),
        each.speedEvents(),
        causes,
        each.codeVersion(),
        each.millis(),
        ReportJson.write(each));
  }
}
