package dev.twofold.serving.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.serving.MemoryLayers;
import dev.twofold.serving.Order;
import dev.twofold.serving.Shop;
import dev.twofold.view.ViewReader;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A query that is too large is refused, never cut off in silence and never taken for a store that
 * failed.
 */
class LimitsTest {
  private static final List<Order> ORDERS =
      LongStream.range(0, 20)
          .mapToObj(lane -> new Order(Ask.START, "Wien", true, lane, "a", 1L, null))
          .toList();
  private static final MemoryLayers LAYERS =
      new MemoryLayers(
              Shop.view("by_city"), ORDERS, LongStream.range(0, 20).map(i -> i / 10).toArray())
          .publish(new TreeSet<>(List.of(1L))).stream(1);

  private static Answer answer(Limits limits, Map<String, List<String>> parameters) {
    var speed = new BoundedRealtimeView(LAYERS.speed, limits.speedRows());
    ViewReader reader =
        new ViewReader(LAYERS.batch, speed, Shop.PROJECT.clock(), Clock.systemUTC());
    return new QueryEngine(Shop.view("by_city"), reader, LAYERS.batch, speed, limits)
        .answer(QueryParser.parse(Shop.view("by_city"), parameters));
  }

  @Test
  void within_its_limits_a_query_is_answered() {
    assertThat(answer(new Limits(20, 10, 20, 20, 20), Map.of()).rows()).hasSize(20);
  }

  @Test
  void too_many_states_are_refused() {
    refused(new Limits(19, 10, 20, 20, 20), "reads more than 19 stored states");
    refused(new Limits(5, 10, 20, 20, 20), "reads more than 5 stored states");
  }

  @Test
  void too_many_real_time_states_are_refused() {
    refused(new Limits(20, 9, 20, 20, 20), "more than 9 states of the real-time view");
  }

  @Test
  void too_many_groups_are_refused() {
    refused(new Limits(20, 10, 19, 20, 20), "has more than 19 groups");
  }

  private static void refused(Limits limits, String why) {
    assertThatThrownBy(() -> answer(limits, Map.of()))
        .isInstanceOf(AnswerTooLargeException.class)
        .hasMessageContaining(why);
  }

  @Test
  void an_answer_cut_at_the_default_limit_says_so() {
    Limits limits = new Limits(20, 10, 20, 7, 20);

    Answer cut = answer(limits, Map.of());
    assertThat(cut.rows()).hasSize(7);
    assertThat(cut.warnings()).singleElement().asString().contains("only the first 7 of 20 rows");
    assertThat(answer(limits, Map.of("limit", List.of("7"))).warnings()).isEmpty();
    assertThat(answer(limits, Map.of("limit", List.of("20"))).rows()).hasSize(20);
  }
}
