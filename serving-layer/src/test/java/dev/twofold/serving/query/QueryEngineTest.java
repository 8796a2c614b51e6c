package dev.twofold.serving.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.serving.MemoryLayers;
import dev.twofold.serving.Order;
import dev.twofold.serving.Shop;
import dev.twofold.serving.sql.SqlAnswer;
import dev.twofold.serving.sql.SqlEngine;
import dev.twofold.view.Layer;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * For any events, any cut between the layers and any query: the answer is what the events
 * themselves say.
 */
class QueryEngineTest {
  private static final List<String> COLUMNS = List.of("city", "express", "lane");
  private static final long EPOCHS = 8;

  @Property(tries = 400)
  void any_query_over_any_cut_answers_what_the_events_say(
      @ForAll("orders") List<Order> orders, @ForAll("asks") Ask ask, @ForAll Random random) {
    MemoryLayers layers = layers(orders, random);

    Query query = QueryParser.parse(Shop.view("by_city"), ask.parameters());
    Answer answer = layers.served().engine().answer(query);

    assertThat(answer.rows().stream().map(Arrays::asList).toList())
        .isEqualTo(new NaiveEvaluator(ask).rows(orders));
    assertThat(answer.provenance().degraded()).isEmpty();
    assertThat(answer.provenance().batchEvents() + answer.provenance().speedEvents())
        .isEqualTo(orders.stream().filter(ask::selects).count());
  }

  @Property(tries = 60)
  void merges_in_sql_over_any_cut_answer_what_the_events_say(
      @ForAll("orders") List<Order> orders, @ForAll("asks") Ask any, @ForAll Random random) {
    Ask hourly = new Ask(any.equal(), any.by(), any.from(), any.to(), 6, 6, List.of(), null, null);
    SqlEngine sql =
        new SqlEngine(Limits.forHeap(1 << 28), Duration.ofMinutes(1), Clock.systemUTC());

    SqlAnswer answer = sql.answer(hourly.sql(), List.of(layers(orders, random).served().engine()));

    assertThat(answer.rows().stream().map(Arrays::asList).toList())
        .containsExactlyInAnyOrderElementsOf(new NaiveEvaluator(hourly).rows(orders));
    assertThat(answer.exact()).isTrue();
  }

  @Property(tries = 100)
  void the_layers_alone_add_up_to_the_merged_answer(
      @ForAll("orders") List<Order> orders, @ForAll Random random) {
    long[] epochs = epochs(orders, random);
    long seam = random.nextLong(EPOCHS + 1);
    MemoryLayers layers =
        new MemoryLayers(Shop.view("by_city"), orders, epochs)
            .publish(new TreeSet<>(List.of(seam))).stream(seam);

    assertThat(total(layers, Layer.BATCH) + total(layers, Layer.SPEED))
        .isEqualTo(total(layers, Layer.MERGED))
        .isEqualTo(orders.size());
  }

  private static long total(MemoryLayers layers, Layer layer) {
    Map<String, List<String>> parameters =
        Map.of(
            "by", List.of(""),
            "window", List.of("all"),
            "measures", List.of("orders"),
            "layer", List.of(layer.name().toLowerCase(Locale.ROOT)));
    Query query = QueryParser.parse(Shop.view("by_city"), parameters);
    List<Object[]> rows = layers.served().engine().answer(query).rows();
    return rows.isEmpty() ? 0 : (Long) rows.get(0)[0];
  }

  /**
   * Batch has some of the epochs, in some segments; speed has those from the seam on, and some that
   * batch has too.
   */
  private static MemoryLayers layers(List<Order> orders, Random random) {
    MemoryLayers layers = new MemoryLayers(Shop.view("by_city"), orders, epochs(orders, random));
    TreeSet<Long> edges = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      edges.add(1 + random.nextLong(EPOCHS));
    }
    long seam = edges.isEmpty() ? 0 : edges.last();
    if (!edges.isEmpty()) {
      layers.publish(edges);
    }
    return layers.stream(seam == 0 ? 0 : random.nextLong(seam + 1));
  }

  private static long[] epochs(List<Order> orders, Random random) {
    return random.longs(orders.size(), 0, EPOCHS).toArray();
  }

  @Provide
  Arbitrary<List<Order>> orders() {
    Arbitrary<Long> at =
        Arbitraries.longs().between(0, 40 * Ask.PANE).map(millis -> Ask.START + millis);
    // The last two stand in one order by code point, in the other by UTF-16 unit.
    Arbitrary<String> city = Arbitraries.of("", "Rom", "Wien", "wien", "ﬁn", "😀").injectNull(0.15);
    Arbitrary<Boolean> express = Arbitraries.of(true, false).injectNull(0.2);
    Arbitrary<Long> lane = Arbitraries.of(-1L, 0L, 2L).injectNull(0.2);
    Arbitrary<String> customer = Arbitraries.of("a", "b", "c", "").injectNull(0.1);
    Arbitrary<Long> items = Arbitraries.longs().between(0, 100).injectNull(0.2);
    Arbitrary<BigDecimal> price =
        Arbitraries.longs()
            .between(-99_999, 99_999)
            .map(cents -> BigDecimal.valueOf(cents, 2))
            .injectNull(0.2);
    return Combinators.combine(at, city, express, lane, customer, items, price)
        .as(Order::new)
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<Ask> asks() {
    return Arbitraries.randoms().map(QueryEngineTest::ask);
  }

  private static Ask ask(Random random) {
    Map<String, Object> equal = new LinkedHashMap<>();
    if (random.nextInt(3) == 0) {
      equal.put("city", pick(random, "", "Rom", "😀", null));
    }
    if (random.nextInt(4) == 0) {
      equal.put("express", pick(random, true, false, null));
    }
    if (random.nextInt(4) == 0) {
      equal.put("lane", pick(random, -1L, 2L, null));
    }
    List<String> by = new ArrayList<>(COLUMNS);
    by.removeIf(column -> random.nextInt(3) == 0);
    Integer from = random.nextBoolean() ? null : random.nextInt(40);
    Integer to = random.nextBoolean() ? null : (from == null ? 0 : from) + random.nextInt(20);
    int slide = 1 + random.nextInt(6);
    int window = slide * (1 + random.nextInt(4));
    List<String> sortable =
        new ArrayList<>(
            List.of("window_start", "orders", "items", "revenue", "last_at", "customers"));
    sortable.addAll(by);
    List<String> order = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      order.add(
          (random.nextBoolean() ? "-" : "") + sortable.remove(random.nextInt(sortable.size())));
    }
    return new Ask(
        equal,
        by,
        from,
        to,
        window,
        slide,
        order,
        random.nextInt(3) == 0 ? 1 + random.nextInt(10) : null,
        random.nextInt(3) == 0 ? 1 + random.nextInt(3) : null);
  }

  private static Object pick(Random random, Object... values) {
    return values[random.nextInt(values.length)];
  }
}
