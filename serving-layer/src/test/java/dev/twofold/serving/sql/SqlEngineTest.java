package dev.twofold.serving.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.serving.MemoryLayers;
import dev.twofold.serving.Order;
import dev.twofold.serving.Shop;
import dev.twofold.serving.query.AnswerTooLargeException;
import dev.twofold.serving.query.Limits;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQL over two views, of which batch holds two epochs and speed the rest. */
class SqlEngineTest {
  private static final long ONE = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
  private static final long TWO = Instant.parse("2015-09-12T14:00:00Z").toEpochMilli();
  private static final long TEN_MINUTES = Duration.ofMinutes(10).toMillis();

  private static final List<Order> ORDERS =
      List.of(
          Order.of("2015-09-12T13:01:00Z", "Wien", true, 1L, "a", 3L, "9.90"),
          Order.of("2015-09-12T13:09:59.999Z", "Wien", true, 1L, "b", 1L, "0.10"),
          Order.of("2015-09-12T13:10:00Z", "Москва", null, 2L, "a", null, null),
          Order.of("2015-09-12T13:22:00Z", "Wien", false, 2L, "a", 5L, "7.00"),
          Order.of("2015-09-12T14:00:00Z", null, false, null, null, Long.MAX_VALUE, "1.00"),
          Order.of("2015-09-12T14:01:00Z", null, false, null, null, Long.MAX_VALUE, "1.00"));
  private static final long[] EPOCHS = {0, 1, 1, 2, 2, 2};

  private static final MemoryLayers BY_CITY =
      new MemoryLayers(Shop.view("by_city"), ORDERS, EPOCHS)
          .publish(new TreeSet<>(List.of(1L, 2L))).stream(1);
  private static final MemoryLayers ALL_TIME =
      new MemoryLayers(Shop.view("all_time"), ORDERS, EPOCHS).stream(0);

  private static SqlAnswer ask(String sql) {
    return new SqlEngine(Limits.forHeap(1 << 28), Duration.ofSeconds(60), Clock.systemUTC())
        .answer(sql, List.of(BY_CITY.served().engine(), ALL_TIME.served().engine()));
  }

  private static List<List<Object>> rows(String sql) {
    return ask(sql).rows().stream().map(Arrays::asList).toList();
  }

  @Test
  void aViewIsATable() {
    SqlAnswer answer = ask("SELECT * FROM by_city WHERE city = 'Wien' ORDER BY window_start");
    assertThat(answer.columns())
        .extracting(Column::name)
        .containsExactly(
            "city",
            "express",
            "lane",
            "window_start",
            "window_end",
            "orders",
            "items",
            "revenue",
            "last_at",
            "customers",
            "typical_items");
    assertThat(answer.rows().get(0))
        .containsExactly(
            "Wien",
            true,
            1L,
            ONE,
            ONE + TEN_MINUTES,
            2L,
            4L,
            new BigDecimal("10.00"),
            ONE + TEN_MINUTES - 1,
            2L,
            1L);
    assertThat(answer.rows()).hasSize(2);
    assertThat(answer.exact()).isTrue();
    assertThat(answer.reads()).hasSize(1);
    assertThat(answer.reads().get(0).view()).isEqualTo("by_city");
  }

  @Test
  void mergeGivesAMeasureOfFewerKeysAndWiderWindows() {
    assertThat(
            rows(
                "SELECT FLOOR(window_start TO HOUR) AS h, MERGE(orders) AS n,"
                    + " MERGE(customers) AS c, merge ( typical_items ) AS t"
                    + " FROM by_city WHERE city IS NOT NULL"
                    + " GROUP BY FLOOR(window_start TO HOUR)"))
        .containsExactly(List.of(ONE, 4L, 2L, 3L));
    assertThat(
            rows(
                "SELECT FLOOR(window_start TO HOUR) AS h, express, MERGE(orders) AS n FROM by_city"
                    + " GROUP BY FLOOR(window_start TO HOUR), express ORDER BY n DESC, h"))
        .startsWith(List.of(ONE, true, 2L), List.of(TWO, false, 2L));
    assertThat(rows("SELECT MERGE(customers) FROM by_city WHERE city LIKE 'W%'"))
        .containsExactly(List.of(2L));
    assertThat(rows("SELECT MERGE(orders), MERGE(items) FROM by_city WHERE city = 'no such'"))
        .containsExactly(Arrays.asList(0L, null));
    assertThat(rows("SELECT city, MERGE(orders) FROM by_city WHERE city = 'no' GROUP BY city"))
        .isEmpty();
    assertThat(
            rows(
                "SELECT city, MERGE(orders) AS n, SUM(orders) AS s FROM by_city GROUP BY city"
                    + " HAVING MERGE(customers) > 0 ORDER BY n DESC"))
        .containsExactly(
            List.of("Wien", 3L, new BigDecimal(3)), List.of("Москва", 1L, new BigDecimal(1)));
  }

  @Test
  void whatPlainSqlSaysIsSaid() {
    assertThat(
            rows(
                "SELECT a.city, a.n, b.orders FROM (SELECT city, MERGE(orders) AS n FROM by_city"
                    + " GROUP BY city) a JOIN all_time b ON a.city = b.city ORDER BY a.n DESC LIMIT"
                    + " 1"))
        .containsExactly(List.of("Wien", 3L, 3L));
    assertThat(rows("SELECT city FROM by_city UNION SELECT city FROM all_time"))
        .containsExactlyInAnyOrder(
            List.of("Wien"), List.of("Москва"), Arrays.asList((Object) null));
    assertThat(rows("SELECT COUNT(*), SUM(orders), MAX(customers), AVG(orders) FROM by_city"))
        .containsExactly(List.of(4L, new BigDecimal(6), 2L, 1.5));
    assertThat(
            rows(
                "SELECT city FROM all_time WHERE orders = (SELECT MERGE(orders) FROM by_city WHERE"
                    + " city = 'Wien') OR city IN (SELECT 'x' FROM by_city GROUP BY city HAVING"
                    + " MERGE(orders) > 99)"))
        .containsExactly(List.of("Wien"));
    assertThat(
            rows(
                "WITH v AS (SELECT city, orders FROM all_time) SELECT city, orders FROM v"
                    + " WHERE orders > (SELECT AVG(orders) FROM v) ORDER BY city"))
        .containsExactly(List.of("Wien", 3L));
    assertThat(rows("SELECT 1 + 1, 'Привет', CAST(NULL AS BIGINT)"))
        .containsExactly(Arrays.asList(2L, "Привет", null));
  }

  /** All that stores are asked for is asked of rows too; here of rows of every kind. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "city = 'Wien' | 3",
        "'Wien' = city AND lane = 1 | 2",
        "city = 'Wien' AND city = 'Rom' | 0",
        "city IS NULL | 2",
        "city IS NOT NULL | 4",
        "express | 2",
        "NOT express | 3",
        "express IS NULL | 1",
        "lane IN (1, 2) | 4",
        "lane = 1 OR lane IS NULL | 4",
        "city = 'Москва' | 1",
        "window_start >= TIMESTAMP '2015-09-12 14:00:00' | 2",
        "window_start < TIMESTAMP '2015-09-12 13:10:00' | 2",
        "window_start BETWEEN TIMESTAMP '2015-09-12 13:10:00' AND TIMESTAMP '2015-09-12 13:20:00'"
            + " | 2",
        "window_start = TIMESTAMP '2015-09-12 13:20:00' | 1",
        "window_start > TIMESTAMP '2015-09-12 13:20:00' AND window_start <= TIMESTAMP '2015-09-12"
            + " 13:20:00' | 0",
        "window_end <= TIMESTAMP '2015-09-12 13:20:00' | 3",
        "UPPER(city) = 'WIEN' | 3",
      })
  void conditionsSelectTheSameRowsForMergesAndForRows(String condition, long orders) {
    assertThat(rows("SELECT MERGE(orders) FROM by_city WHERE " + condition))
        .containsExactly(List.of(orders));
    assertThat(rows("SELECT COALESCE(SUM(orders), 0) FROM by_city WHERE " + condition))
        .containsExactly(List.of(new BigDecimal(orders)));
  }

  @Test
  void onlyWhatIsAskedForIsReadOfTheStores() {
    assertThat(
            ask("SELECT MERGE(orders) FROM by_city WHERE city = 'Москва'").reads().get(0).states())
        .isEqualTo(1);
    assertThat(
            ask("SELECT * FROM by_city WHERE window_start >= TIMESTAMP '2015-09-12 14:00:00'")
                .reads()
                .get(0)
                .states())
        .isEqualTo(1);
  }

  @Test
  void aJoinThatIsNoEqualityEndsWhenItsTimeIsOver() {
    SqlEngine quick =
        new SqlEngine(Limits.forHeap(1 << 28), Duration.ofSeconds(1), Clock.systemUTC());
    String views =
        IntStream.range(0, 16).mapToObj(i -> "by_city v" + i).collect(Collectors.joining(", "));
    String sql = "SELECT COUNT(*) FROM " + views + " WHERE v0.orders + v15.orders < 0";
    long start = System.nanoTime();
    assertThatThrownBy(() -> quick.answer(sql, List.of(BY_CITY.served().engine())))
        .isInstanceOf(AnswerTooLargeException.class)
        .hasMessageContaining("took more than 1 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void explainShowsWhatEachStoreIsAskedAndGaveAndTheSeam() {
    SqlAnswer answer =
        ask(
            "EXPLAIN SELECT MERGE(orders) FROM by_city WHERE city = 'Wien' AND lane = 2 AND"
                + " window_start >= TIMESTAMP '2015-09-12 13:00:00' AND window_start < TIMESTAMP"
                + " '2015-09-12 14:00:00'");
    String asked =
        "city = 'Wien' AND lane = 2 AND window_start >= 2015-09-12T13:00:00Z AND window_start <"
            + " 2015-09-12T14:00:00Z";
    List<Object[]> steps = answer.rows();
    assertThat(steps.get(0))
        .containsExactly(
            "batch by_city", "generation 1, 2 segments to epoch 2: " + asked, 3L, 0L, 0L);
    assertThat(steps.get(1))
        .containsExactly("speed by_city", "incarnation 1, epochs [2, …): " + asked, null, 1L, 1L);
    assertThat(steps.get(2)[0]).isEqualTo("serving");
    assertThat(answer.warnings()).containsExactly("The statement has 1 row.");
    assertThat(answer.reads()).hasSize(1);
    assertThat(rows("explain plan for SELECT city FROM by_city").get(0).get(1).toString())
        .endsWith(": all keys and windows");
    assertThatThrownBy(() -> ask("EXPLAIN SELECT town FROM by_city"))
        .hasMessageContaining("column 16");
  }

  @Test
  void aResultThatFitsNoTypeIsNullAndTold() {
    SqlAnswer answer = ask("SELECT items FROM by_city WHERE city IS NULL");
    assertThat(answer.rows()).containsExactly(new Object[] {null});
    assertThat(answer.warnings()).singleElement().asString().contains("by_city.items is null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT SUM(customers) FROM by_city | SUM(customers) would add up what does not add up",
        "SELECT city, SUM(typical_items) FROM by_city GROUP BY city | SUM(typical_items) would",
        "SELECT MERGE(orders), AVG(items) FROM by_city | Beside MERGE there can be no AVG",
        "SELECT MERGE(orders + 1) FROM by_city | this is an expression",
        "SELECT MERGE(city) FROM by_city | takes a measure",
        "SELECT MERGE(a.orders) FROM by_city a JOIN all_time b ON a.city = b.city | rows of one"
            + " view",
        "SELECT MERGE(orders) FROM by_city WHERE items > 3 | filtered by a measure: items",
        "SELECT MERGE(orders) FROM by_city WHERE city IN (SELECT city FROM all_time) | subquery",
        "SELECT lane, MERGE(orders) FROM by_city GROUP BY ROLLUP(lane) | ROLLUP",
        "DELETE FROM by_city | can only be read",
        "INSERT INTO by_city SELECT * FROM by_city | can only be read",
        "SELECT nothing FROM by_city | Line 1, column 8",
        "SELECT * FROM nowhere | nowhere",
        "SELECT * FROM by_city WHERE | line 1, column 27",
        "SELECT 1 / 0 FROM by_city | cannot be computed",
        "'' | ''",
      })
  void whatCannotBeAnsweredIsToldWhy(String sql, String message) {
    assertThatThrownBy(() -> ask(sql))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aStatementThatIsNestedTooDeeplyIsRefused() {
    String deep = "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000);
    assertThatThrownBy(() -> ask(deep)).isInstanceOf(SqlException.class);
  }

  @Test
  void limitsEndAStatementAndSayWhich() {
    SqlEngine small =
        new SqlEngine(
            new Limits(1_000, 1_000, 1_000, 1, 3), Duration.ofMinutes(1), Clock.systemUTC());
    assertThatThrownBy(
            () -> small.answer("SELECT city FROM by_city", List.of(BY_CITY.served().engine())))
        .isInstanceOf(AnswerTooLargeException.class)
        .hasMessageContaining("more than 3 rows");
    SqlEngine quick =
        new SqlEngine(Limits.forHeap(1 << 28), Duration.ofNanos(1), Clock.systemUTC());
    assertThatThrownBy(
            () -> quick.answer("SELECT city FROM by_city", List.of(BY_CITY.served().engine())))
        .isInstanceOf(AnswerTooLargeException.class)
        .hasMessageContaining("the most that one statement may");
  }
}
