package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.fuzz.Fuzz;
import dev.twofold.fuzz.Mutator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever text a view's file holds, it compiles, or its errors say where and what. A view that
 * compiles does so to the same bytes again, and takes any row.
 */
class SqlFuzzTest {
  private static final List<String> DICTIONARY = dictionary();
  private static final List<String> CORPUS = corpus();

  /** Each view that runs leaves a class in this JVM for good. */
  private static final int MOST_RUNS = 2_000;

  private int runs;

  @Test
  void everyTextCompilesOrIsRefusedWithAPlace() {
    assertThat(fuzz().runFor(Duration.ofSeconds(4))).isPositive();
  }

  @Tag("nightly")
  @Test
  void everyTextCompilesOrIsRefusedWithAPlaceForLong() {
    assertThat(fuzz().runAnewFor(Fuzz.nightly())).isPositive();
  }

  private Fuzz<String> fuzz() {
    return new Fuzz<>(SqlFuzzTest::sql, sql -> sql, this::check);
  }

  private static String sql(Random random) {
    String valid = random.nextInt(3) > 0 ? pick(random, CORPUS) : view(random);
    String other = random.nextBoolean() ? pick(random, CORPUS) : view(random);
    return random.nextInt(8) == 0 ? valid : new Mutator(random, DICTIONARY).mutate(valid, other);
  }

  private static String view(Random random) {
    RandomSql sqls = new RandomSql(random);
    String key = sqls.any(1 + random.nextInt(2));
    List<String> aggregates =
        List.of(
            "COUNT(*)",
            "MAX(%s)",
            "MIN(%s)",
            "COUNT(DISTINCT %s)",
            "APPROX_TOP_K(%s, 10)",
            "LATEST(%s)",
            "ARG_MAX(%s, size)",
            "APPROX_COUNT_DISTINCT(%s)",
            "SUM(%s)",
            "AVG(%s)",
            "STDDEV_SAMP(%s)",
            "APPROX_PERCENTILE(%s, 0.5)");
    String measures = "";
    for (int i = random.nextInt(3); i >= 0; i--) {
      measures +=
          ", " + pick(random, aggregates).formatted(sqls.any(1 + random.nextInt(2))) + " AS m" + i;
    }
    String pane = random.nextBoolean() ? ", TUMBLE(event_time, INTERVAL '5' MINUTE)" : "";
    return "SELECT %s AS k%s\nFROM events\nWHERE %s\nGROUP BY %s%s"
        .formatted(key, measures, sqls.condition(2), key, pane);
  }

  private void check(String sql) {
    Fold fold;
    try {
      fold = TestViews.compile(sql);
    } catch (DefinitionException e) {
      Declared.check(e, Map.of("view.sql", sql));
      return;
    }
    assertThat(bytes(TestViews.compile(sql))).isEqualTo(bytes(fold));
    if (runs++ < MOST_RUNS) {
      run(fold, new Random(sql.hashCode()));
    }
  }

  private static void run(Fold fold, Random random) {
    KeyWriter key = new KeyWriter();
    State state = fold.newState();
    for (int i = 0; i < 20; i++) {
      Row row = TestViews.row(TestViews.EVENTS, GeneratedCodeTest.randomRow(random));
      if (fold.accepts(row)) {
        fold.key(row, key);
        assertThat(fold.keyBytes(fold.keyValues(key.toBytes()))).isEqualTo(key.toBytes());
        fold.pane(row);
        fold.add(row, state);
      }
    }
    State read = fold.decode(fold.encode(state));
    for (int i = 0; i < fold.measures().size(); i++) {
      try {
        fold.present(read, i);
      } catch (ArithmeticException e) {
        assertThat(e).hasMessageContaining("fit");
      }
    }
  }

  private static byte[] bytes(Fold fold) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new ObjectOutputStream(out).writeObject(fold);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T pick(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static List<String> corpus() {
    List<String> corpus = new ArrayList<>();
    for (String folder :
        List.of("../infra/examples/wikipedia/views", "src/test/resources/refused-views")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.sorted().toList()) {
          corpus.add(Files.readString(file).replace("wiki_edits", "events"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return corpus;
  }

  private static List<String> dictionary() {
    List<String> words =
        new ArrayList<>(
            List.of(
                ("SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET FETCH WITH UNION ALL DISTINCT"
                        + " AS ON JOIN LATERAL UNNEST VALUES TABLE EXPLAIN DESCRIBE INSERT UPDATE"
                        + " DELETE MERGE SET OVER PARTITION WINDOW FILTER WITHIN ARRAY MAP MULTISET"
                        + " ROW PERIOD INTERVAL DATE TIME TIMESTAMP YEAR MONTH DAY HOUR MINUTE SECOND"
                        + " TO CASE WHEN THEN ELSE END CAST TRY_CAST BIGINT DOUBLE DECIMAL(38,19)"
                        + " DECIMAL(99,2) DECIMAL(2,5) DECIMAL(5,-2) DECIMAL(0) VARCHAR CHAR(3) ANY BINARY TRUE FALSE UNKNOWN NULL IN"
                        + " BETWEEN SYMMETRIC LIKE SIMILAR ESCAPE IS NOT AND OR EXISTS SOME NEXT"
                        + " CURRENT_TIMESTAMP RAND TUMBLE HOP SESSION ROLLUP CUBE GROUPING SETS"
                        + " MATCH_RECOGNIZE PIVOT UNPIVOT TABLESAMPLE JSON_OBJECT JSON_VALUE LISTAGG"
                        + " X'00' _latin1'a' U&'\\0041' U&'\\D800' N'a' {fn {d {ts DATE'2015-01-01'"
                        + " TIMESTAMP'9999-12-31' 1e400 1e-400 0.1e1 .5 5. 99999999999999999999999"
                        + " event_time kind name \"user\" flag size width weight height price seen"
                        + " events.size events.* * || <> != <= => -> :: ? @ $ ^ |")
                    .split(" ")));
    words.addAll(ViewOperators.INSTANCE.names());
    return words;
  }
}
