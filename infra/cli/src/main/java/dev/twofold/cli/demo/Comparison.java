package dev.twofold.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.query.Answer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer held against the known one, row by row and column by column.
 *
 * @param rows how many rows were compared
 * @param differences in words, the first few; empty where the answers are equal
 */
public record Comparison(int rows, List<String> differences) {
  private static final int TOLD = 5;

  public Comparison {
    differences = List.copyOf(differences);
  }

  boolean isEqual() {
    return differences.isEmpty();
  }

  public static Comparison of(Question question, Answer answer) {
    List<String> differences = new ArrayList<>();
    Map<String, JsonNode> answered = new HashMap<>();
    for (int i = 0; i < answer.rows().size(); i++) {
      JsonNode row = answer.rows().get(i);
      if (answered.put(idOf(question, i, name -> row.path(name)), row) != null) {
        differences.add("twice: " + row);
      }
    }
    for (int i = 0; i < question.rows().size(); i++) {
      JsonNode expected = question.rows().get(i);
      String id = idOf(question, i, name -> expected.path(question.columns().indexOf(name)));
      JsonNode row = answered.remove(id);
      if (row == null) {
        differences.add("missing: " + expected);
      } else {
        compare(question, expected, row, differences);
      }
    }
    answered.values().forEach(row -> differences.add("not expected: " + row));
    return new Comparison(
        question.rows().size(), differences.subList(0, Math.min(TOLD, differences.size())));
  }

  private interface Cells {
    JsonNode of(String column);
  }

  /**
   * What makes a row that row: its window and key, and its place where that is part of the answer.
   */
  private static String idOf(Question question, int index, Cells cells) {
    StringBuilder id = new StringBuilder(question.isOrdered() ? "#" + index : "");
    for (String column : question.columns()) {
      if (!question.measures().contains(column)) {
        JsonNode cell = cells.of(column);
        id.append('|')
            .append(
                column.startsWith("window_")
                    ? Instant.parse(cell.asText("1970-01-01T00:00:00Z"))
                    : cell);
      }
    }
    return id.toString();
  }

  private static void compare(
      Question question, JsonNode expected, JsonNode row, List<String> differences) {
    for (String measure : question.measures()) {
      JsonNode truth = expected.path(question.columns().indexOf(measure));
      JsonNode found = row.path(measure);
      double error = question.relativeError().getOrDefault(measure, 0.0);
      if (!isClose(truth, found, error)) {
        differences.add(measure + " is " + found + " instead of " + truth + " in " + row);
      }
    }
  }

  private static boolean isClose(JsonNode truth, JsonNode found, double error) {
    if (!truth.isNumber() || !found.isNumber()) {
      return truth.equals(found);
    }
    BigDecimal allowed = truth.decimalValue().abs().multiply(BigDecimal.valueOf(error));
    return found.decimalValue().subtract(truth.decimalValue()).abs().compareTo(allowed) <= 0;
  }
}
