package dev.twofold.reconciliation;

import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.ReportStore.RunSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one HTML page that needs nothing but itself: the verdict first. */
public final class ReportPage {
  private static final int MOST_CARDS = 30;
  private static final int RUNS = 60;

  private final Report report;
  private final List<RunSummary> runs;
  private final StringBuilder page = new StringBuilder();

  private ReportPage(Report report, List<RunSummary> runs) {
    this.report = report;
    this.runs = runs;
  }

  /**
   * @param newest runs, the newest first, as {@link ReportStore#newest} gives them
   */
  public static String html(Report report, List<RunSummary> newest) {
    List<RunSummary> runs = new ArrayList<>(newest);
    runs.removeIf(run -> run.at().isAfter(report.at()) && !run.id().equals(report.id()));
    Collections.reverse(runs);
    return new ReportPage(report, runs.subList(Math.max(0, runs.size() - RUNS), runs.size()))
        .write();
  }

  private String write() {
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .append(Html.text(verdict() + " – " + report.project()))
        .append("</title><style>\n")
        .append(style())
        .append("</style></head><body><main>\n");
    header();
    advice();
    views();
    history();
    offenders();
    left();
    footer();
    return page.append("</main></body></html>\n").toString();
  }

  private String verdict() {
    if (report.drifted()) {
      return "Drift: "
          + Html.count(report.different())
          + " of "
          + Html.count(report.compared(), "state")
          + (report.different() == 1 ? " differs" : " differ");
    }
    return report.compared() == 0 ? "Nothing was compared" : "Both layers agree";
  }

  private void header() {
    boolean drifted = report.drifted();
    page.append("<header").append(drifted ? " class=\"drift\"" : "").append("><h1>");
    if (report.compared() > 0) {
      page.append("<span class=\"mark\" aria-hidden=\"true\">")
          .append(drifted ? "≠" : "=")
          .append("</span> ");
    }
    page.append(Html.text(verdict())).append("</h1><p>");
    page.append(Html.text(sentence())).append("</p><p class=\"soft\">");
    page.append(
            Html.text(
                report.project() + ", " + Html.time(report.at()) + " UTC, run " + report.id()))
        .append("</p></header>\n");
  }

  private String sentence() {
    long events =
        report.comparisons().stream()
            .mapToLong(each -> Math.max(each.batchEvents(), each.speedEvents()))
            .sum();
    String text =
        Html.count(report.compared(), "state")
            + " of "
            + Html.count(events, "folded event")
            + " compared, byte for byte, over "
            + Html.count(
                report.comparisons().stream().filter(each -> each.view() != null).count(),
                "segment")
            + ".";
    long waiting = report.count(Outcome.WAITING);
    long not = report.count(Outcome.NOT_COMPARED) + report.count(Outcome.FAILED);
    return text
        + (waiting > 0
            ? " "
                + Html.count(waiting, "comparison")
                + (waiting == 1 ? " waits" : " wait")
                + " for the next run."
            : "")
        + (not > 0 ? " " + Html.count(not, "comparison") + " could not be made." : "");
  }

  private void advice() {
    Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    for (Comparison each : report.comparisons()) {
      each.causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum));
    }
    if (causes.isEmpty()) {
      return;
    }
    page.append("<h2>What to do</h2><dl>\n");
    causes.forEach(
        (cause, count) ->
            page.append("<dt>")
                .append(Html.text(capital(cause.title()) + ": " + Html.count(count)))
                .append("</dt><dd>")
                .append(Html.text(cause.advice()))
                .append("</dd>\n"));
    page.append("</dl>\n");
  }

  private void views() {
    page.append("<h2>What was compared</h2><div class=\"scroll\"><table><thead><tr><th>View</th>")
        .append("<th>Verdict</th><th class=\"n\">Compared</th><th class=\"n\">Equal</th>")
        .append("<th class=\"n\">Different</th><th>Ingested (UTC)</th></tr></thead><tbody>\n");
    for (Comparison each : report.comparisons()) {
      page.append("<tr><td>").append(Html.text(each.subject())).append("</td>");
      page.append(mark(each.outcome()));
      for (long number : List.of(each.compared(), each.equal(), each.different())) {
        page.append("<td class=\"n\">").append(Html.count(number)).append("</td>");
      }
      page.append("<td class=\"nowrap\">").append(Html.text(range(each))).append("</td></tr>\n");
    }
    page.append("</tbody></table></div>\n");
  }

  private static String range(Comparison each) {
    return each.epochs().from() == 0
        ? "the beginning – " + Html.time(each.to())
        : Html.times(each.from(), each.to());
  }

  private static String mark(Outcome outcome) {
    return switch (outcome) {
      case EQUAL -> "<td class=\"yes nowrap\">= equal</td>";
      case DIFFERENT -> "<td class=\"no nowrap\">≠ different</td>";
      case WAITING -> "<td class=\"soft nowrap\">… waiting</td>";
      case NOT_COMPARED -> "<td class=\"soft nowrap\">– not compared</td>";
      case FAILED -> "<td class=\"no nowrap\">! failed</td>";
    };
  }

  private void history() {
    if (runs.isEmpty()) {
      return;
    }
    long drifted = runs.stream().filter(RunSummary::drifted).count();
    page.append("<h2>Drift over the last ")
        .append(Html.count(runs.size(), "run"))
        .append("</h2><p class=\"soft\">")
        .append(
            drifted == 0
                ? "None of them found a difference."
                : "A bar is a run that found differing states, a ring a run that found none; the last is this one.")
        .append("</p>\n")
        .append(DriftChart.svg(runs))
        .append('\n');
  }

  private void offenders() {
    List<Comparison> different =
        report.comparisons().stream().filter(each -> !each.differences().isEmpty()).toList();
    if (different.isEmpty()) {
      return;
    }
    page.append("<h2>Worst offenders</h2>\n");
    int each = Math.max(3, MOST_CARDS / different.size());
    for (Comparison comparison : different) {
      List<Difference> shown = comparison.differences();
      for (Difference difference : shown.subList(0, Math.min(each, shown.size()))) {
        page.append(DifferenceCard.html(comparison, difference));
      }
      long more = comparison.different() - Math.min(each, shown.size());
      if (more > 0) {
        page.append("<p class=\"soft\">")
            .append(Html.text(Html.count(more) + " more of " + comparison.subject()))
            .append(Html.text(shown.size() > each ? "; the JSON has more of them" : ""))
            .append("</p>\n");
      }
    }
  }

  private void left() {
    List<Comparison> left =
        report.comparisons().stream().filter(each -> !each.reason().isEmpty()).toList();
    if (left.isEmpty()) {
      return;
    }
    page.append("<h2>What was not compared, and why</h2><dl>\n");
    for (Comparison each : left) {
      page.append("<dt>")
          .append(Html.text(each.subject() + ", " + range(each)))
          .append("</dt><dd>")
          .append(Html.text(capital(each.reason()) + "."))
          .append(each.outcome() == Outcome.NOT_COMPARED ? "" : " The next run tries again.")
          .append("</dd>\n");
    }
    page.append("</dl>\n");
  }

  private void footer() {
    page.append("<footer>Compare again: <code>./twofold reconcile</code>. The same as JSON: ")
        .append("<code>/v1/reconciliations/")
        .append(Html.text(report.id()))
        .append("?format=json</code>. Over time, in SQL: the table <code>")
        .append(Html.text(report.project()))
        .append(".reconciliations</code> of the warehouse.</footer>\n");
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String style() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the page's style", e);
    }
  }
}
