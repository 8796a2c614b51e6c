package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.data.Scalars;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledViewTest {
  private static final String VIEW =
      "SELECT kind, COUNT(*) AS n, SUM(size) AS total FROM events WHERE flag AND size > 1"
          + " GROUP BY kind, TUMBLE(event_time, INTERVAL '1' MINUTE)";

  private static Row row(String kind, String name, Boolean flag, Long size, Double weight) {
    return TestViews.row(
        TestViews.EVENTS,
        61_000L,
        kind,
        name,
        "u",
        flag,
        size,
        5L,
        weight,
        2.5,
        new BigDecimal("9.50"),
        7_000L);
  }

  private static Object key(Fold fold, Row row) {
    KeyWriter key = new KeyWriter();
    fold.key(row, key);
    return fold.keyValues(key.toBytes())[0];
  }

  private static Object result(String aggregate, Row... rows) {
    Fold fold = TestViews.compile("SELECT " + aggregate + " AS r FROM events");
    State state = fold.newState();
    for (Row row : rows) {
      fold.add(row, state);
    }
    return fold.present(fold.decode(fold.encode(state)), 0);
  }

  @Test
  void aViewKnowsItsKeysMeasuresPaneAndColumns() {
    Fold fold = TestViews.compile(VIEW);
    assertThat(fold.source()).isEqualTo("events");
    assertThat(fold.keys()).containsExactly(new Column("kind", DataType.VARCHAR, true));
    assertThat(fold.measures()).extracting(m -> m.name()).containsExactly("n", "total");
    assertThat(fold.paneMillis()).isEqualTo(60_000);
    assertThat(fold.reads()).containsExactly("event_time", "kind", "flag", "size");
    assertThat(fold.sql()).isEqualTo(VIEW);
    assertThat(fold.pane(row("a", "b", true, 2L, 1.0))).isEqualTo(60_000);
  }

  @Test
  void aViewCanBeSentToAnotherJvm() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ObjectOutputStream(out).writeObject(TestViews.compile(VIEW));
    Fold fold =
        (Fold) new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject();
    assertThat(fold.accepts(row("a", "b", true, 2L, 1.0))).isTrue();
    assertThat(fold.accepts(row("a", "b", null, 2L, 1.0))).isFalse();
    assertThat(fold.accepts(row("a", "b", true, null, 1.0))).isFalse();
  }

  @Test
  void anApproximateCountIsASketchThatStaysSmall() {
    Fold exact = TestViews.compile("SELECT COUNT(DISTINCT size) AS r FROM events");
    Fold sketch = TestViews.compile("SELECT APPROX_COUNT_DISTINCT(size) AS r FROM events");
    State all = exact.newState();
    State about = sketch.newState();
    for (long size = 0; size < 20_000; size++) {
      exact.add(row("a", "b", true, size, 1.0), all);
      sketch.add(row("a", "b", true, size, 1.0), about);
    }
    assertThat(exact.present(all, 0)).isEqualTo(20_000L);
    assertThat((Long) sketch.present(about, 0)).isBetween(18_000L, 22_000L);
    assertThat(exact.encode(all)).hasSizeGreaterThan(20_000);
    assertThat(sketch.encode(about)).hasSizeLessThan(2_500);
  }

  @Test
  void compilingTwiceYieldsTheSameBytes() throws IOException {
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    new ObjectOutputStream(one).writeObject(TestViews.compile(VIEW));
    new ObjectOutputStream(two).writeObject(TestViews.compile(VIEW));
    assertThat(one.toByteArray()).isEqualTo(two.toByteArray());
  }

  @Test
  void theVersionIsFrozen() {
    // Rows are stored under it: if this fails, every view of every user is computed again.
    assertThat(TestViews.compile(VIEW).version()).isEqualTo("dcb8149a417b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- a comment\n"
            + "select kind,\n"
            + " count(*) as n, sum(size) as total\n"
            + "from events where flag and size > 1 group by kind, tumble(event_time, interval '1'"
            + " minute);",
        "SELECT e.kind, COUNT(*) AS n, SUM(e.size) AS total FROM events AS e WHERE e.flag AND"
            + " e.size > 1 GROUP BY TUMBLE(e.event_time, INTERVAL '1' MINUTE), e.kind",
        "SELECT kind, COUNT(*) AS n, SUM(size) AS total FROM events WHERE (flag AND (size > 1))"
            + " GROUP BY kind, TUMBLE(event_time, INTERVAL '60' SECOND)"
      })
  void theVersionIsThatOfTheMeaning(String sql) {
    assertThat(TestViews.compile(sql).version()).isEqualTo(TestViews.compile(VIEW).version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "size > 1   | size > 2",
        "'1' MINUTE | '2' MINUTE",
        "SUM(size)  | SUM(width)",
        "SUM(size)  | MAX(size)",
        "AS total   | AS sum_of_sizes",
        "flag AND   | flag OR",
        "COUNT(*)   | COUNT(*) FILTER (WHERE flag)",
      })
  void theVersionChangesWithTheMeaning(String from, String to) {
    assertThat(VIEW).contains(from);
    assertThat(TestViews.compile(VIEW.replace(from, to)).version())
        .isNotEqualTo(TestViews.compile(VIEW).version());
  }

  @Test
  void theVersionChangesWithTheColumnsThatAreReadAndNoOthers() {
    String yaml = TestViews.resource("events.yaml");
    SourceDefinition unread =
        TestViews.source(
            "events", yaml.replace("name: seen, type: TIMESTAMP", "name: seen, type: DOUBLE"));
    SourceDefinition moved =
        TestViews.source("events", yaml.replace("name: size,", "name: size, path: /bytes,"));
    SourceDefinition typed =
        TestViews.source(
            "events", yaml.replace("name: size, type: BIGINT", "name: size, type: DOUBLE"));
    SourceDefinition shifted =
        TestViews.source(
            "events", yaml.replace("columns:\n", "columns:\n  - {name: first, type: BIGINT}\n"));
    String version = TestViews.compile(VIEW).version();
    assertThat(TestViews.compile(VIEW, unread).version()).isEqualTo(version);
    assertThat(TestViews.compile(VIEW, shifted).version()).isEqualTo(version);
    assertThat(TestViews.compile(VIEW, moved).version()).isNotEqualTo(version);
    assertThat(TestViews.compile(VIEW, typed).version()).isNotEqualTo(version);
  }

  @Test
  void everyAggregateAddsWhatIsNotNull() {
    Row[] rows = {
      row("a", "x", true, 4L, 1.5), row("b", null, null, null, null), row("a", "y", false, 6L, 2.5)
    };
    assertThat(result("COUNT(*)", rows)).isEqualTo(3L);
    assertThat(result("COUNT(name)", rows)).isEqualTo(2L);
    assertThat(result("COUNT(kind)", rows)).isEqualTo(3L);
    assertThat(result("COUNT(width / 0)", rows)).isEqualTo(0L);
    assertThat(result("COUNT(*) FILTER (WHERE width / 0 IS NULL)", rows)).isEqualTo(3L);
    assertThat(result("COUNT(DISTINCT kind)", rows)).isEqualTo(2L);
    assertThat(result("COUNT(DISTINCT name)", rows)).isEqualTo(2L);
    assertThat(result("SUM(size)", rows)).isEqualTo(10L);
    assertThat(result("SUM(weight)", rows)).isEqualTo(4.0);
    assertThat(result("SUM(price)", rows)).isEqualTo(new BigDecimal("28.50"));
    assertThat(result("SUM(size + weight)", rows)).isEqualTo(14.0);
    assertThat(result("AVG(size)", rows)).isEqualTo(5.0);
    assertThat(result("MIN(name)", rows)).isEqualTo("x");
    assertThat(result("MAX(flag)", rows)).isEqualTo(true);
    assertThat(result("MAX(seen)", rows)).isEqualTo(7_000L);
    assertThat(result("VAR_POP(size)", rows)).isEqualTo(1.0);
    assertThat(result("VAR_SAMP(size)", rows)).isEqualTo(2.0);
    assertThat(result("STDDEV_POP(size)", rows)).isEqualTo(1.0);
    assertThat(result("STDDEV_SAMP(weight)", rows)).isEqualTo(Math.sqrt(0.5));
    assertThat(result("APPROX_COUNT_DISTINCT(\"user\")", rows)).isEqualTo(1L);
    assertThat(result("APPROX_PERCENTILE(size, 0.5)", rows)).isEqualTo(4L);
    assertThat(result("ARG_MAX(kind, size)", rows)).isEqualTo("a");
    assertThat(result("ARG_MIN(size, weight)", rows)).isEqualTo(4L);
    assertThat(result("LATEST(name)", rows)).isEqualTo("y");
    assertThat(result("COUNT(*) FILTER (WHERE flag IS NOT TRUE)", rows)).isEqualTo(2L);
    assertThat(result("MAX(size) FILTER (WHERE kind = 'b')", rows)).isNull();
    assertThat((List<?>) result("APPROX_TOP_K(kind, 1)", rows)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "CASE WHEN flag THEN 'a' ELSE 'bcd' END || '.' ; a.",
        "CASE WHEN kind IN ('ab', 'c') THEN 'yes' ELSE 'no' END ; no",
        "CASE WHEN kind = 'a ' THEN 'padded' ELSE 'exact' END ; exact",
        "CASE WHEN 'Москва' = 'Моск' || 'ва' THEN '😀' END ; 😀",
        "UPPER('i') ; I",
        "COALESCE(name, 'none') ; none",
        "NULLIF(kind, 'a') ; ",
        "CASE kind WHEN 'a' THEN 'first' WHEN 'b' THEN 'second' END ; first",
        "TRIM('  x ') ; x",
        "SUBSTRING('😀bc' FROM 2 FOR 1) ; b",
        "CASE WHEN '￿' < '😀' THEN 'by code point' ELSE 'by UTF-16' END ; by code point",
        "CASE WHEN NULL IS NULL THEN 'null' END ; null"
      })
  void textsAreNeitherPaddedNorOrderedByUtf16(String expression, String value) {
    Fold fold =
        TestViews.compile(
            "SELECT " + expression + " AS k, COUNT(*) AS n FROM events GROUP BY " + expression);
    assertThat(key(fold, row("a", null, true, 1L, 1.0))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size / 0",
        "size + 9223372036854775807",
        "MOD(size, 0)",
        "-(size - 9223372036854775807 - 3)",
        "CAST(1e300 * weight AS BIGINT)",
        "weight * 1e308 * 10",
        "weight / 0e0"
      })
  void anErrorMakesNull(String expression) {
    Fold fold =
        TestViews.compile(
            "SELECT " + expression + " AS k, COUNT(*) AS n FROM events GROUP BY " + expression);
    assertThat(key(fold, row("a", null, true, 1L, 1.0))).isNull();
  }

  @Test
  void longListsOfInAreOneLookUp() {
    String list =
        IntStream.range(0, 3_000).mapToObj(i -> "'v" + i + "'").collect(Collectors.joining(", "));
    Fold in = TestViews.compile("SELECT COUNT(*) AS n FROM events WHERE name IN (" + list + ")");
    assertThat(in.accepts(row("a", "v2999", true, 1L, 1.0))).isTrue();
    assertThat(in.accepts(row("a", "v3000", true, 1L, 1.0))).isFalse();
    assertThat(in.accepts(row("a", null, true, 1L, 1.0))).isFalse();
    Fold notIn =
        TestViews.compile("SELECT COUNT(*) AS n FROM events WHERE name NOT IN (" + list + ")");
    assertThat(notIn.accepts(row("a", "v2999", true, 1L, 1.0))).isFalse();
    assertThat(notIn.accepts(row("a", "v3000", true, 1L, 1.0))).isTrue();
    assertThat(notIn.accepts(row("a", null, true, 1L, 1.0))).isFalse();
  }

  @Test
  void aViewTooLargeForAJavaMethodIsRefused() {
    String cases =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "WHEN size = " + i + " AND width <> " + i + " THEN weight * " + i + "e0")
            .collect(Collectors.joining(" "));
    assertThatThrownBy(
            () -> TestViews.compile("SELECT SUM(CASE " + cases + " END) AS total FROM events"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "view.sql:1:8: The view's expressions are too large for one Java method. Split the"
                + " view.");
  }

  @ParameterizedTest
  @CsvSource({"(,flag,)", "'NOT ',flag,''"})
  void aViewThatIsNestedTooDeeplyIsRefused(String before, String middle, String after) {
    String where = before.repeat(30_000) + middle + (" " + after).repeat(30_000);
    assertThatThrownBy(() -> TestViews.compile("SELECT COUNT(*) AS n FROM events WHERE " + where))
        .isInstanceOf(DefinitionException.class)
        .hasMessage("view.sql:1:1: " + ViewCompiler.TOO_DEEP);
  }

  @Test
  void aTextTooLongForAClassIsRefused() {
    String where = " WHERE name = '" + "é".repeat(16_001) + "'";
    assertThatThrownBy(() -> TestViews.compile("SELECT COUNT(*) AS n FROM events" + where))
        .isInstanceOf(DefinitionException.class)
        .hasMessage("view.sql:1:40: A text written out in a view takes at most 32000 bytes.");
    Fold fold =
        TestViews.compile(
            "SELECT COUNT(*) AS n FROM events WHERE name <> '" + "😀".repeat(8_000) + "'");
    assertThat(fold.accepts(row("a", "x", true, 1L, 1.0))).isTrue();
  }

  @Test
  void aTextThatWouldBeTooLongIsNull() {
    String half = "é".repeat(Scalars.MAX_TEXT_BYTES / 4);
    assertThat(result("COUNT(name || name)", row("a", half, true, 1L, 1.0))).isEqualTo(1L);
    assertThat(result("COUNT(name || name || kind)", row("a", half, true, 1L, 1.0))).isEqualTo(0L);
    // Each letter becomes two, in a moment: these took the JDK minutes.
    assertThat(result("COUNT(UPPER(name))", row("a", "ß".repeat(600_000), true, 1L, 1.0)))
        .isEqualTo(0L);
    assertThat(result("COUNT(LOWER(name))", row("a", "İ".repeat(500_000), true, 1L, 1.0)))
        .isEqualTo(0L);
  }

  @Test
  void changingCaseInPiecesChangesWhatTheJdkChanges() {
    String odd = "aß\ud801\udc28İΣ ςσΣ ŉﬁ".repeat(700);
    for (int start = 0; start < 8; start++) {
      String text = odd.substring(start);
      assertThat(Scalars.upper(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
      assertThat(Scalars.lower(text)).isEqualTo(text.toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void namesKeepTheirCaseAndReservedOnesAreQuoted() {
    Fold fold =
        TestViews.compile(
            "SELECT \"user\" AS \"value\", COUNT(*) AS nOfEvents FROM events GROUP BY \"user\"");
    assertThat(fold.keys().get(0).name()).isEqualTo("value");
    assertThat(fold.measures().get(0).name()).isEqualTo("nOfEvents");
  }
}
