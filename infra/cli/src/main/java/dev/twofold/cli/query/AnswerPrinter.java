package dev.twofold.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prints an answer as a table, and below it what it rests on. */
public final class AnswerPrinter {
  private final Terminal terminal;

  public AnswerPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  public void print(Answer answer) {
    List<String> columns = answer.columns();
    Table table = new Table(columns);
    for (JsonNode row : answer.rows()) {
      table.row(columns.stream().map(column -> text(row.path(column))).toList());
    }
    if (!columns.isEmpty()) {
      table.lines("").forEach(terminal::line);
    }
    terminal.note("");
    terminal.note(provenanceLine(answer));
    answer.warnings().forEach(warning -> terminal.note("Note: " + warning));
    answer
        .provenance()
        .path("reasons")
        .forEach(reason -> terminal.note("Degraded: " + reason.asText()));
  }

  /** An answer to SQL. */
  public void print(SqlResult answer) {
    Table table = new Table(answer.columns());
    for (JsonNode row : answer.rows()) {
      List<String> cells = new ArrayList<>();
      row.forEach(value -> cells.add(text(value)));
      table.row(cells);
    }
    table.lines("").forEach(terminal::line);
    terminal.note("");
    terminal.note(
        Units.count(answer.rows().size(), "row")
            + ". "
            + (answer.exact() ? "Exact." : "Degraded."));
    answer.notes().forEach(terminal::note);
  }

  /**
   * "24 rows of 11,549 events: 5,774 from batch (generation 1), 5,775 from speed. Exact, as of 0.3
   * s ago."
   */
  static String provenanceLine(Answer answer) {
    JsonNode provenance = answer.provenance();
    String generation =
        provenance.path("generation").isNumber()
            ? " (generation " + provenance.path("generation").asText() + ")"
            : "";
    String freshness =
        provenance.path("freshness_ms").isNumber()
            ? ", as of "
                + Units.seconds(Duration.ofMillis(provenance.path("freshness_ms").asLong()))
                + " ago"
            : "";
    String status = provenance.path("status").asText("");
    return Units.count(answer.rows().size(), "row")
        + " of "
        + Units.count(answer.batchEvents() + answer.speedEvents(), "event")
        + ": "
        + Units.count(answer.batchEvents())
        + " from batch"
        + generation
        + ", "
        + Units.count(answer.speedEvents())
        + " from speed. "
        + (status.equals("exact") ? "Exact" : "Degraded")
        + freshness
        + ".";
  }

  /** A value as people read it; a NULL is told from an empty text. */
  public static String text(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "null";
    }
    return value.isNumber()
        ? value.decimalValue().stripTrailingZeros().toPlainString()
        : value.isValueNode() ? value.asText() : value.toString();
  }
}
