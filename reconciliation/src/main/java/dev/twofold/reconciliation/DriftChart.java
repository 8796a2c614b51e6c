package dev.twofold.reconciliation;

import dev.twofold.reconciliation.ReportStore.RunSummary;
import java.util.List;
import java.util.Locale;

/** Drift over the last runs, as SVG: a bar for each run that drifted, a ring for each clean one. */
final class DriftChart {
  private static final int WIDTH = 720;
  private static final int TOP = 24;
  private static final int DATES = 30;
  private static final int HIGH = 118;
  private static final int LOW = 22;
  private static final int WIDEST_STEP = 48;

  private final List<RunSummary> runs;
  private final StringBuilder svg = new StringBuilder();
  private final long most;
  private final double step;
  private final int base;

  private DriftChart(List<RunSummary> runs) {
    this.runs = runs;
    most = runs.stream().mapToLong(RunSummary::different).max().orElse(0);
    step = Math.min(WIDEST_STEP, (WIDTH - 20.0) / runs.size());
    base = most == 0 ? LOW : HIGH;
  }

  /**
   * @param runs the oldest first, the one of the report last; at least one
   */
  static String svg(List<RunSummary> runs) {
    return new DriftChart(runs).write();
  }

  private String write() {
    long drifted = runs.stream().filter(RunSummary::drifted).count();
    add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
        WIDTH,
        base + DATES,
        drifted + " of the last " + Html.count(runs.size(), "run") + " found drift");
    add("<line class=\"axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", base, WIDTH, base);
    for (int i = 0; i < runs.size(); i++) {
      run(i);
    }
    double last = middle(runs.size() - 1);
    if (last > WIDTH / 2.0) {
      date(runs.get(0), "start", middle(0) - 5);
    }
    date(runs.get(runs.size() - 1), last > WIDTH / 2.0 ? "end" : "start", last + 5);
    return svg.append("</svg>").toString();
  }

  private double middle(int run) {
    return 10 + step * run + step / 2;
  }

  private void run(int index) {
    RunSummary run = runs.get(index);
    boolean last = index == runs.size() - 1;
    add(
        "<g%s><title>%s: %s of %s differ</title>",
        last ? " class=\"last\"" : "",
        Html.time(run.at()),
        Html.count(run.different()),
        Html.count(run.compared()));
    if (run.drifted()) {
      bar(run, middle(index), last);
    } else {
      double radius = Math.max(1.5, Math.min(4, step / 4));
      add(
          "<circle class=\"clean\" cx=\"%.1f\" cy=\"%d\" r=\"%.1f\"/>",
          middle(index), base - 8, radius);
    }
    svg.append("</g>");
  }

  private void bar(RunSummary run, double middle, boolean last) {
    // By the logarithm: one state must show beside a million.
    double share = Math.log1p((double) run.different()) / Math.log1p((double) most);
    double height = 10 + share * (base - TOP - 10);
    double width = Math.max(3, Math.min(28, step * 0.6));
    add(
        "<rect class=\"drift\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>",
        middle - width / 2, base - height, width, height);
    if (step >= 24 || last) {
      add(
          "<text class=\"count\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
          middle, base - height - 6, Html.count(run.different()));
    }
  }

  private void date(RunSummary run, String anchor, double x) {
    add(
        "<text class=\"date\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
        x, base + 22, anchor, Html.time(run.at()).substring(0, 16));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
