package dev.twofold.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.cli.Console;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static final String BODY =
      """
      {"view": "edits_by_channel",
       "rows": [{"channel": "#en.wikipedia", "edits": 568, "added": 163732}, {"channel": null, "edits": 2, "added": 1.50}],
       "warnings": ["Cut off at 2 rows."],
       "provenance": {"status": "degraded", "reasons": ["no rows of the speed layer cover epochs [1, 2)"], "layer": "merged",
         "events": {"batch": 1500, "speed": 70}, "freshness_ms": 310, "generation": 3,
         "speed": [{"incarnation": 1, "positions": {"0": 5}}, {"incarnation": 2, "positions": {"0": 9, "1": 7}}]}}
      """;

  @Test
  void a_table_is_followed_by_what_it_rests_on() throws Exception {
    Console console = new Console();
    new AnswerPrinter(console.terminal()).print(answer());
    assertThat(console.out().lines())
        .containsExactly(
            "channel        edits   added",
            "#en.wikipedia    568  163732",
            "null               2     1.5");
    assertThat(console.err())
        .contains(
            "2 rows of 1,570 events: 1,500 from batch (generation 3), 70 from speed. Degraded, as of 0.3 s ago.")
        .contains("Note: Cut off at 2 rows.")
        .contains("Degraded: no rows of the speed layer cover");
  }

  @Test
  void the_speed_layer_is_as_far_as_its_newest_incarnation() throws Exception {
    assertThat(answer().speedPositions()).isEqualTo(Map.of(0, 9L, 1, 7L));
  }

  @Test
  void a_url_carries_any_key() {
    assertThat(
            new ServingClient("http://127.0.0.1:8080")
                .queryUri("v", List.of(Map.entry("key.page", "a&b=c #+é")))
                .toString())
        .isEqualTo("http://127.0.0.1:8080/v1/views/v?key.page=a%26b%3Dc%20%23%2B%C3%A9");
  }

  private static Answer answer() throws Exception {
    return Answer.of(new ObjectMapper().readTree(BODY));
  }
}
