package dev.twofold.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.AnswerPrinter;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Asks the demo's questions and prints, for each, the answer and whether it is the known one. */
final class Report {
  private final Terminal terminal;

  private record Result(Question question, Answer answer, Comparison comparison) {}

  Report(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints it. True where every answer equals the truth. */
  boolean print(List<Question> questions, ServingClient client) {
    List<Result> results = new ArrayList<>();
    for (Question question : questions) {
      Answer answer = client.query(question.view(), question.parameterList());
      results.add(new Result(question, answer, Comparison.of(question, answer)));
    }
    table(results).forEach(terminal::line);
    terminal.line("");
    results.forEach(this::explain);
    long wrong = results.stream().filter(result -> !result.comparison().isEqual()).count();
    terminal.line(
        wrong == 0
            ? "  Each answer is the known one, down to the last row."
            : "  "
                + Units.count(wrong)
                + " of "
                + Units.count(results.size(), "answer")
                + " differ from the known ones.");
    return wrong == 0;
  }

  private static List<String> table(List<Result> results) {
    Table table =
        new Table(List.of("QUESTION", "ROWS", "FROM BATCH", "FROM SPEED", "EQUALS TRUTH"));
    for (Result result : results) {
      table.row(
          List.of(
              result.question().text(),
              Units.count(result.comparison().rows()),
              Units.count(result.answer().batchEvents()),
              Units.count(result.answer().speedEvents()),
              verdict(result)));
    }
    List<String> lines = new ArrayList<>();
    List<String> rows = table.lines("  ");
    lines.add(rows.get(0));
    for (int i = 0; i < results.size(); i++) {
      lines.add(rows.get(i + 1));
      lines.add("    " + sample(results.get(i)));
    }
    return lines;
  }

  private static String verdict(Result result) {
    if (!result.comparison().isEqual()) {
      return "NO";
    }
    var errors = result.question().relativeError();
    return errors.isEmpty()
        ? "yes"
        : "yes, "
            + errors.keySet().stream()
                .map(name -> name.replaceAll("_.*", ""))
                .collect(Collectors.joining(" and "))
            + String.format(
                Locale.ROOT,
                " within %.1f %%",
                errors.values().stream().mapToDouble(Double::doubleValue).max().orElse(0) * 100);
  }

  /** The row with the most edits, in words. */
  private static String sample(Result result) {
    return result.answer().rows().stream()
        .max(Comparator.comparingLong(row -> row.path("edits").asLong()))
        .map(row -> sample(result.question(), row))
        .orElse("(no rows)");
  }

  private static String sample(Question question, JsonNode row) {
    List<String> parts = new ArrayList<>();
    parts.add(row.path("window_start").asText().replace("T", " ").replaceFirst(":00Z$", ""));
    for (String column : question.columns()) {
      if (!column.startsWith("window_")) {
        boolean measure = question.measures().contains(column);
        String value = AnswerPrinter.text(row.path(column));
        parts.add(
            measure
                ? column + " " + value
                : row.path(column).isTextual() ? value : column + "=" + value);
      }
    }
    return String.join("  ", parts);
  }

  private void explain(Result result) {
    if (!result.answer().isExact()) {
      result
          .answer()
          .provenance()
          .path("reasons")
          .forEach(
              reason ->
                  terminal.line(
                      "  Degraded, " + result.question().view() + ": " + reason.asText()));
    }
    result
        .comparison()
        .differences()
        .forEach(difference -> terminal.line("  " + result.question().view() + ": " + difference));
  }
}
