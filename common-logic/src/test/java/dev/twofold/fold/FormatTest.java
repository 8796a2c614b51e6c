package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * States and keys written by the first release, in format-1.properties, stay readable, and the same
 * values still give the same bytes: stored views depend on it. A change that breaks this needs a
 * new format version.
 */
class FormatTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void theSameValuesGiveTheBytesOfTheFirstRelease() throws IOException {
    assertThat(written()).containsExactlyInAnyOrderEntriesOf(frozen());
  }

  @Test
  void statesOfTheFirstReleaseReadBackToTheirBytes() throws IOException {
    Map<String, String> frozen = frozen();
    for (Subject subject : Subject.all()) {
      byte[] bytes = HEX.parseHex(frozen.get(name(subject)));
      BytesIn in = new BytesIn(bytes);
      Accumulator read = subject.spec().read(new StateBytes.Reader(subject.spec().fields(), in));
      assertThat(subject.bytes(read)).as(name(subject)).isEqualTo(bytes);
    }
    byte[] state = HEX.parseHex(frozen.get("state"));
    assertThat(Folds.edits().encode(Folds.edits().decode(state))).isEqualTo(state);
    byte[] key = HEX.parseHex(frozen.get("key"));
    assertThat(Keys.decode(keyColumns(), key)).isEqualTo(keyValues());
  }

  private static Map<String, String> written() {
    Map<String, String> written = new TreeMap<>();
    for (Subject subject : Subject.all()) {
      written.put(name(subject), HEX.formatHex(subject.bytes(subject.of(values(subject.type())))));
    }
    Fold fold = Folds.edits();
    State state = fold.newState();
    for (long i = 0; i < 20; i++) {
      fold.add(
          Folds.row("channel " + i, i % 2 == 0, i * i, i / 8.0, BigDecimal.valueOf(i, 2), i),
          state);
    }
    written.put("state", HEX.formatHex(fold.encode(state)));
    written.put("key", HEX.formatHex(Keys.encode(keyColumns(), keyValues())));
    return written;
  }

  private static List<Object> values(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> List.of(true, false, true);
      case BIGINT, TIMESTAMP -> List.of(0L, -1L, 7L, 7L, 100_000L, Long.MIN_VALUE, Long.MAX_VALUE);
      case DOUBLE -> List.of(0.1, -0.0, 0.0, -1e300, Double.MIN_VALUE, 1234.5, 0.1);
      case DECIMAL ->
          List.of(
              new BigDecimal("0.0000"),
              new BigDecimal("-1.2500"),
              new BigDecimal("99999999999999.9999"));
      case VARCHAR ->
          List.of("", "a", "a\0", "é\uD83D\uDE00", "a string of more than 15 bytes", "a");
      case BINARY, LIST -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static List<Column> keyColumns() {
    List<Column> columns = new ArrayList<>();
    for (DataType type : Subject.everyType()) {
      columns.add(new Column("k" + columns.size(), type, true));
      columns.add(new Column("k" + columns.size(), type, true));
    }
    return columns;
  }

  private static Object[] keyValues() {
    List<Object> values = new ArrayList<>();
    for (DataType type : Subject.everyType()) {
      values.add(
          values(type).get(1) instanceof Double number ? -number - 1.5 : values(type).get(1));
      values.add(null);
    }
    return values.toArray();
  }

  private static String name(Subject subject) {
    return subject.toString().replaceAll("[^A-Za-z0-9]+", "-");
  }

  private static Map<String, String> frozen() throws IOException {
    Properties read = new Properties();
    try (InputStream in = FormatTest.class.getResourceAsStream("format-1.properties")) {
      read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    Map<String, String> frozen = new TreeMap<>();
    read.stringPropertyNames().forEach(name -> frozen.put(name, read.getProperty(name)));
    return frozen;
  }
}
