package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.definition.WildRecords.Wild;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.fold.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of each odd record: a dead letter or a NULL, as documented, and nothing else. */
class InputTest {
  private static final Project PROJECT = Project.load(WildRecords.PROJECT, Map.of());
  private static final SourceDefinition SOURCE = PROJECT.source("wild");
  private static final List<Wild> RECORDS = WildRecords.all();

  private static final Pattern MANY = Pattern.compile("(\\w)\\1{99,}");

  static Stream<Wild> records() {
    return RECORDS.stream();
  }

  @ParameterizedTest
  @MethodSource("records")
  void eachRecordCountsOrIsADeadLetterForAReason(Wild record) {
    Row row = new Row(SOURCE.columns().size());
    for (boolean keepUnknown : new boolean[] {false, true}) {
      String reason = Project.decoder(SOURCE, keepUnknown).decode(record.value(), row);
      assertThat(reason == null ? "counts" : reason).isEqualTo(record.outcome());
    }
  }

  @Test
  void deadLettersTouchNothingElse() {
    List<byte[]> good = RECORDS.stream().filter(Wild::counts).map(Wild::value).toList();
    List<byte[]> mixed = new ArrayList<>();
    for (byte[] each : good) {
      RECORDS.stream().filter(record -> !record.counts()).forEach(bad -> mixed.add(bad.value()));
      mixed.add(each);
    }
    assertThat(good).hasSizeGreaterThan(25);
    for (Fold view : PROJECT.views()) {
      assertThat(states(view, mixed)).isEqualTo(states(view, good));
    }
  }

  @Test
  void keysThatAreTooLongAreNullAndNothingElseIs() {
    assertThat(
            rows("by_page", page("x".repeat(8192)), page("x".repeat(8193)), page(""), page("\0")))
        .containsExactly(
            "[null, null]: 1 9", "[, null]: 1 9", "[\0, null]: 1 9", "[8192 x, null]: 1 9");
    // Nine texts of 6,000 bytes fit into a key, nine of 7,000 do not; the number is not lost.
    assertThat(rows("by_long_key", page("y".repeat(6_000)), page("y".repeat(7_000))))
        .containsExactly(
            "[9, null, null, null, null, null, null, null, null, null]: 1",
            "[9, 6000 y, 6000 y1, 6000 y2, 6000 y3, 6000 y4, 6000 y5, 6000 y6, 6000 y7, 6000 y8]: 1");
  }

  @Test
  void anErrorInAnExpressionIsNull() {
    String lengths = "\"at\":1,\"page\":\"abc\",";
    assertThat(rows("arithmetic", "{" + lengths + "\"n\":7,\"m\":0,\"d\":0,\"p\":1}"))
        .containsExactly("[null]: 1 1 1 1 1 0 0 1 1 0 1 1 1 7 0.0 0.0 1.00000000");
    String most = "\"n\":9223372036854775807,\"m\":9223372036854775807,";
    assertThat(rows("arithmetic", "{" + lengths + most + "\"d\":1e308,\"p\":9999.99}"))
        .containsExactly(
            "[1]: 1 0 1 0 1 1 1 0 0 1 0 0 1 9223372036854775807 1.0E308 0.0 9999.99000000");
    String least = "\"n\":-9223372036854775808,\"m\":-1,";
    assertThat(rows("arithmetic", "{" + lengths + least + "\"d\":-0.0,\"p\":null}"))
        .containsExactly("[null]: 1 0 1 0 0 1 0 0 1 0 1 1 0 -9223372036854775808 0.0 0.0 null");
  }

  private static String page(String page) {
    return "{\"at\":1,\"n\":9,\"page\":\"" + page.replace("\0", "\\u0000") + "\"}";
  }

  /** Each row as its key and its measures; a character that repeats is counted. */
  private static List<String> rows(String view, String... records) {
    Fold fold =
        PROJECT.views().stream().filter(v -> v.view().equals(view)).findFirst().orElseThrow();
    List<String> rows = new ArrayList<>();
    states(fold, Stream.of(records).map(r -> r.getBytes(StandardCharsets.UTF_8)).toList())
        .forEach(
            (key, state) -> {
              byte[] bytes = HexFormat.of().parseHex(key.substring(key.indexOf(' ') + 1));
              String row = Arrays.asList(fold.keyValues(bytes)) + ": " + results(fold, state);
              rows.add(MANY.matcher(row).replaceAll(many -> many.end() - many.start() + " $1"));
            });
    return rows;
  }

  private static String results(Fold fold, String state) {
    State decoded = fold.decode(HexFormat.of().parseHex(state));
    List<String> results = new ArrayList<>();
    for (int i = 0; i < fold.measures().size(); i++) {
      results.add(String.valueOf(fold.present(decoded, i)));
    }
    return String.join(" ", results);
  }

  /** The states of a view in hexadecimal, by pane and key. */
  private static Map<String, String> states(Fold fold, List<byte[]> records) {
    Map<String, String> states = new TreeMap<>();
    PreAggregator all =
        new PreAggregator(
            fold,
            1_000,
            (key, pane, epoch, state) ->
                states.put(pane + " " + hex(key), hex(fold.encode(state))));
    EventDecoder decoder = Project.decoder(SOURCE, false);
    Row row = new Row(SOURCE.columns().size());
    for (byte[] record : records) {
      if (decoder.decode(record, row) == null) {
        all.add(row, 0);
      }
    }
    all.flush();
    return states;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
