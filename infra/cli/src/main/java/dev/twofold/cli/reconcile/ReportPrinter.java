package dev.twofold.cli.reconcile;

import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import dev.twofold.reconciliation.Comparison;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.Difference;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.reconciliation.Report;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints a report for people: the verdict last, where they look. */
public final class ReportPrinter {
  private static final int MOST_DIFFERENCES = 5;
  private static final int MOST_POSITIONS = 8;

  private final Terminal terminal;

  public ReportPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  public void print(Report report) {
    if (!report.comparisons().isEmpty()) {
      table(report).lines("").forEach(terminal::line);
      terminal.line("");
    }
    for (Comparison each : report.comparisons()) {
      if (!each.reason().isEmpty()) {
        terminal.line(
            outcome(each) + ": " + each.subject() + " " + each.epochs() + ": " + each.reason());
      }
      each.differences().stream()
          .limit(MOST_DIFFERENCES)
          .forEach(difference -> print(each, difference));
      if (each.different() > MOST_DIFFERENCES) {
        terminal.line(
            "  and "
                + Units.count(each.different() - MOST_DIFFERENCES)
                + " more of "
                + each.subject());
        terminal.line("");
      }
    }
    terminal.line(verdict(report));
  }

  private static Table table(Report report) {
    Table table =
        new Table(
            List.of("VIEW", "INGESTED FROM", "UNTIL", "COMPARED", "EQUAL", "DIFFERENT", "VERDICT"));
    for (Comparison each : report.comparisons()) {
      table.row(
          List.of(
              each.subject(),
              each.epochs().from() == 0 ? "the beginning" : time(each.from()),
              time(each.to()),
              Units.count(each.compared()),
              Units.count(each.equal()),
              Units.count(each.different()),
              outcome(each)));
    }
    return table;
  }

  private void print(Comparison comparison, Difference difference) {
    String key =
        difference.key().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
    terminal.line(
        "  "
            + difference.cause().title()
            + ": "
            + comparison.subject()
            + (key.isEmpty() ? "" : ", " + key)
            + (difference.windowStart() == null ? "" : ", window " + difference.windowStart())
            + ", epochs "
            + difference.epochs());
    terminal.line("    " + difference.explanation());
    if (difference.batch() != null || difference.speed() != null) {
      terminal.line("    batch " + result(difference.batch()));
      terminal.line("    speed " + result(difference.speed()));
    }
    if (!difference.positions().isEmpty()) {
      terminal.line("    events " + positions(difference));
    }
    terminal.line("");
  }

  private static String result(Difference.Result result) {
    return result == null
        ? "nothing"
        : result.measures().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining("  "));
  }

  private static String positions(Difference difference) {
    String text =
        difference.positions().stream()
            .limit(MOST_POSITIONS)
            .map(ReportPrinter::position)
            .collect(Collectors.joining(" "));
    String more = difference.positions().size() > MOST_POSITIONS ? " …" : "";
    return switch (difference.certainty()) {
      case EXACT -> text + more;
      case AMONG -> "among " + text + more;
      case UNKNOWN -> "of the state: " + text + more;
    };
  }

  private static String position(At at) {
    return at.partition() + "/" + at.offset();
  }

  /** The verdict, in one line. */
  public static String verdict(Report report) {
    long waiting = report.count(Outcome.WAITING);
    long not = report.count(Outcome.NOT_COMPARED);
    long failed = report.count(Outcome.FAILED);
    String rest =
        (waiting == 0 ? "" : "; " + Units.count(waiting, "comparison") + " waiting")
            + (not == 0 ? "" : "; " + Units.count(not, "comparison") + " not possible")
            + (failed == 0 ? "" : "; " + Units.count(failed, "comparison") + " failed");
    if (report.drifted()) {
      return "DRIFT: "
          + Units.count(report.different())
          + " of "
          + Units.count(report.compared(), "state")
          + " differ"
          + rest
          + ".";
    }
    if (report.comparisons().isEmpty()) {
      return "Nothing to compare: the batch layer has published nothing new.";
    }
    return report.compared() == 0
        ? "Nothing was compared" + rest + "."
        : "Both layers agree on all " + Units.count(report.compared(), "state") + rest + ".";
  }

  private static String outcome(Comparison each) {
    return each.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String time(Instant time) {
    return time.toString();
  }
}
