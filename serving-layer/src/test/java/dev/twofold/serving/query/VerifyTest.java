package dev.twofold.serving.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Verification;
import dev.twofold.serving.MemoryLayers;
import dev.twofold.serving.Order;
import dev.twofold.serving.Shop;
import dev.twofold.view.Slice;
import dev.twofold.view.StateRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What verify=true says of layers that agree, and of layers that do not. */
class VerifyTest {
  private static final Fold VIEW = Shop.view("by_city");
  private static final List<Order> ORDERS =
      IntStream.range(0, 40)
          .mapToObj(i -> new Order(i * 60_000L, "city" + i % 4, true, 1L, "c", 1L, BigDecimal.ONE))
          .toList();

  /** Ten orders in each of the epochs 0 to 3, of which batch has three in two segments. */
  private final MemoryLayers layers =
      new MemoryLayers(VIEW, ORDERS, LongStream.range(0, 40).map(i -> i / 10).toArray())
          .publish(new TreeSet<>(List.of(2L, 3L)));

  private Verification verify(Map<String, List<String>> parameters) {
    return layers
        .served()
        .engine()
        .answer(QueryParser.parse(VIEW, parameters))
        .verification()
        .orElseThrow();
  }

  private Verification verify() {
    return verify(Map.of("verify", List.of("true")));
  }

  @Test
  void layers_that_agree_are_equal_over_every_segment() {
    layers.stream(0).seal(3);

    Verification verification = verify();
    assertThat(verification.verdict()).isEqualTo(Verification.Verdict.EQUAL);
    assertThat(verification.epochs()).containsExactly(new EpochRange(0, 2), new EpochRange(2, 3));
    assertThat(verification.compared()).isPositive();
    assertThat(verification.reason()).isEmpty();
  }

  @Test
  void a_speed_row_that_differs_is_found_by_the_queries_that_touch_it_and_no_others() {
    layers.stream(0).seal(3);
    List<StateRow> rows = new ArrayList<>();
    layers.speed.read(
        1,
        new EpochRange(1, 2),
        Slice.everything(),
        (key, pane, state) -> rows.add(new StateRow(key, pane, state)));
    StateRow hit =
        rows.stream()
            .filter(row -> VIEW.keyValues(row.key())[0].equals("city1"))
            .findFirst()
            .orElseThrow();
    State twice = VIEW.decode(hit.state());
    VIEW.merge(hit.state(), twice);
    layers.speed.upsert(1, hit.key(), hit.pane(), 1, VIEW.encode(twice));

    Verification verification = verify();
    assertThat(verification.verdict()).isEqualTo(Verification.Verdict.DIFFERENT);
    assertThat(verification.different()).isEqualTo(1);
    assertThat(verify(Map.of("verify", List.of("true"), "city", List.of("city1"))).verdict())
        .isEqualTo(Verification.Verdict.DIFFERENT);
    assertThat(verify(Map.of("verify", List.of("true"), "city", List.of("city2"))).verdict())
        .isEqualTo(Verification.Verdict.EQUAL);
  }

  @Test
  void what_the_speed_layer_holds_in_part_is_not_compared_and_named() {
    layers.stream(1).seal(3);

    Verification verification = verify();
    assertThat(verification.verdict()).isEqualTo(Verification.Verdict.EQUAL);
    assertThat(verification.epochs()).containsExactly(new EpochRange(2, 3));
    assertThat(verification.reason()).contains("[[0, 2)]");
  }

  @Test
  void what_is_not_sealed_is_not_compared() {
    layers.stream(0);

    assertThat(verify().verdict()).isEqualTo(Verification.Verdict.NOT_COMPARED);
  }

  @Test
  void an_answer_is_not_verified_unless_that_is_asked_for() {
    layers.stream(0).seal(3);

    assertThat(layers.served().engine().answer(QueryParser.parse(VIEW, Map.of())).verification())
        .isEmpty();
  }
}
