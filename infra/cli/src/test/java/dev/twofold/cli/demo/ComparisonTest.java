package dev.twofold.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.cli.query.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ROWS =
      List.of(
          "[\"2015-09-12T00:00:00Z\", false, 2, 1000]",
          "[\"2015-09-12T00:00:00Z\", true, 3, 0]",
          "[\"2015-09-12T01:00:00Z\", null, 4, 50]");

  @Test
  void equal_rows_in_any_order_are_equal() throws Exception {
    assertThat(
            compare(
                    Map.of(),
                    row("01", "null", 4, "50"),
                    row("00", "true", 3, "0"),
                    row("00", "false", 2, "1000"))
                .differences())
        .isEmpty();
  }

  @Test
  void an_approximate_measure_may_be_off_by_its_bound_and_no_more() throws Exception {
    assertThat(
            compare(
                    Map.of(),
                    row("00", "false", 2, "1008.0"),
                    row("00", "true", 3, "0"),
                    row("01", "null", 4, "49.6"))
                .isEqual())
        .isTrue();
    assertThat(
            compare(
                    Map.of(),
                    row("00", "false", 2, "1008.1"),
                    row("00", "true", 3, "0"),
                    row("01", "null", 4, "50"))
                .differences())
        .singleElement()
        .asString()
        .contains("p95 is 1008.1 instead of 1000");
  }

  @Test
  void an_exact_measure_may_not_be_off_at_all() throws Exception {
    assertThat(
            compare(
                    Map.of(),
                    row("00", "false", 3, "1000"),
                    row("00", "true", 3, "0"),
                    row("01", "null", 4, "50"))
                .isEqual())
        .isFalse();
  }

  @Test
  void a_missing_row_one_too_many_and_one_twice_are_differences() throws Exception {
    assertThat(
            compare(Map.of(), row("00", "false", 2, "1000"), row("00", "true", 3, "0"))
                .differences())
        .singleElement()
        .asString()
        .startsWith("missing");
    assertThat(
            compare(
                    Map.of(),
                    row("00", "false", 2, "1000"),
                    row("00", "true", 3, "0"),
                    row("01", "null", 4, "50"),
                    row("02", "true", 1, "1"))
                .differences())
        .singleElement()
        .asString()
        .startsWith("not expected");
    assertThat(
            compare(
                    Map.of(),
                    row("00", "false", 2, "1000"),
                    row("00", "true", 3, "0"),
                    row("01", "null", 4, "50"),
                    row("01", "null", 4, "50"))
                .differences())
        .singleElement()
        .asString()
        .startsWith("twice");
  }

  @Test
  void where_the_question_orders_its_rows_their_order_counts() throws Exception {
    assertThat(
            compare(
                    Map.of("order", "-edits"),
                    row("00", "true", 3, "0"),
                    row("00", "false", 2, "1000"),
                    row("01", "null", 4, "50"))
                .isEqual())
        .isFalse();
  }

  private static String row(String hour, String robot, int edits, String p95) {
    return "{\"window_start\": \"2015-09-12T"
        + hour
        + ":00:00.000Z\", \"robot\": "
        + robot
        + ", \"edits\": "
        + edits
        + ", \"p95\": "
        + p95
        + "}";
  }

  private static Comparison compare(Map<String, String> parameters, String... answered)
      throws Exception {
    List<JsonNode> rows = new java.util.ArrayList<>();
    for (String row : ROWS) {
      rows.add(JSON.readTree(row));
    }
    Question question =
        new Question(
            "?",
            "v",
            parameters,
            List.of("edits", "p95"),
            Map.of("p95", 0.008),
            List.of("window_start", "robot", "edits", "p95"),
            rows);
    return Comparison.of(
        question, Answer.of(JSON.readTree("{\"rows\": [" + String.join(",", answered) + "]}")));
  }
}
