package dev.twofold.reconciliation;

import dev.twofold.reconciliation.ReportStore.RunSummary;
import java.util.List;
import java.util.Locale;

/** Drift over the last runs, as SVG: a bar for each run that drifted, a ring for each clean one. */
final class DriftChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 150;
  private static final int BASE = 118;
  private static final int TOP = 24;
  private static final int WIDEST_STEP = 48;

  private DriftChart() {}

  /**
   * @param runs the oldest first, the one of the report last; at least one
   */
  static String svg(List<RunSummary> runs) {
    long most = Math.max(1, runs.stream().mapToLong(RunSummary::different).max().orElse(1));
    double step = Math.min(WIDEST_STEP, (WIDTH - 20.0) / runs.size());
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            WIDTH,
            HEIGHT,
            Html.text(label(runs))));
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
            BASE,
            WIDTH,
            BASE));
    for (int i = 0; i < runs.size(); i++) {
      run(svg, runs.get(i), 10 + step * i, step, most, i == runs.size() - 1);
    }
    svg.append(date("start", 10, runs.get(0)));
    if (runs.size() > 1) {
      svg.append(date("end", WIDTH - 4, runs.get(runs.size() - 1)));
    }
    return svg.append("</svg>").toString();
  }

  private static String label(List<RunSummary> runs) {
    long drifted = runs.stream().filter(RunSummary::drifted).count();
    return drifted + " of the last " + Html.count(runs.size(), "run") + " found drift";
  }

  private static void run(
      StringBuilder svg, RunSummary run, double x, double step, long most, boolean last) {
    double middle = x + step / 2;
    svg.append("<g").append(last ? " class=\"last\"" : "").append("><title>");
    svg.append(Html.text(Html.time(run.at()) + ": " + Html.count(run.different()) + " of "
        + Html.count(run.compared()) + " differ")).append("</title>");
    if (run.drifted()) {
      // By the logarithm: one state must show beside a million.
      double share = Math.log1p((double) run.different()) / Math.log1p((double) most);
      double height = 10 + share * (BASE - TOP - 10);
      double width = Math.max(3, Math.min(28, step * 0.6));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"drift\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>",
              middle - width / 2,
              BASE - height,
              width,
              height));
      if (step >= 24 || last) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<text class=\"count\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
                middle,
                BASE - height - 6,
                Html.count(run.different())));
      }
    } else {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"clean\" cx=\"%.1f\" cy=\"%d\" r=\"%.1f\"/>",
              middle,
              BASE - 8,
              Math.max(1.5, Math.min(4, step / 4))));
    }
    svg.append("</g>");
  }

  private static String date(String anchor, int x, RunSummary run) {
    return String.format(
        Locale.ROOT,
        "<text class=\"date\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
        x,
        BASE + 22,
        anchor,
        Html.text(Html.time(run.at()).substring(0, 16)));
  }
}
