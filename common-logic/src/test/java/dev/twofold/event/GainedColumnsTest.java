package dev.twofold.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.event.SourceDefinition.Misfit;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source gains columns, and its earlier records fill them. */
class GainedColumnsTest {
  /** A source before and after it gained some of its columns. */
  private record Change(SourceDefinition before, SourceDefinition after) {
    static Change of(SourceDefinition whole, Random random) {
      List<SourceColumn> before = new ArrayList<>();
      List<SourceColumn> after = new ArrayList<>();
      for (SourceColumn column : whole.columns()) {
        boolean gained = column.column().nullable() && random.nextBoolean();
        after.add(
            gained ? new SourceColumn(column.column(), column.path(), Misfit.IS_NULL) : column);
        if (!gained) {
          before.add(column);
        }
      }
      return new Change(with(whole, before), with(whole, after));
    }

    private static SourceDefinition with(SourceDefinition source, List<SourceColumn> columns) {
      return new SourceDefinition(
          source.name(), source.topic(), source.partitions(), List.copyOf(columns), 0);
    }

    /** The record as it was landed before, filled; null where it was rejected. */
    List<Object> filled(byte[] record) {
      Row landed = new Row(before.columns().size());
      if (JsonDecoder.keepingUnknown(before).decode(record, landed) != null) {
        return null;
      }
      Row row = new Row(after.columns().size());
      Arrays.fill(row.nulls, true);
      List<String> names = names(after);
      for (int i = 0; i < before.columns().size(); i++) {
        int to = names.indexOf(before.columns().get(i).column().name());
        row.nulls[to] = landed.nulls[i];
        row.words[to] = landed.words[i];
        row.refs[to] = landed.refs[i];
      }
      new GainedColumns(after, names).fill(bytes(landed.unknownFields), row);
      return values(after, row);
    }
  }

  private static List<String> names(SourceDefinition source) {
    return source.columns().stream().map(column -> column.column().name()).toList();
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Object> values(SourceDefinition source, Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < source.columns().size(); i++) {
      DataType.Kind kind = source.columns().get(i).column().type().kind();
      boolean word =
          switch (kind) {
            case BOOLEAN, BIGINT, DOUBLE, TIMESTAMP -> true;
            default -> false;
          };
      values.add(row.nulls[i] ? null : word ? (Object) row.words[i] : row.refs[i]);
    }
    return values;
  }

  @Property(tries = 3_000)
  void aRecordDecodedBeforeAndFilledIsAsIfDecodedAfter(@ForAll long seed) {
    Random random = new Random(seed);
    RandomRecord records = new RandomRecord(random);
    SourceDefinition whole = records.source();
    Change change = Change.of(whole, random);
    EventDecoder after = JsonDecoder.keepingUnknown(change.after());
    for (int i = 0; i < 5; i++) {
      String text = records.of(whole);
      byte[] record = bytes(text);
      Row row = new Row(change.after().columns().size());
      String rejected = after.decode(record, row);
      assertThat(change.filled(record))
          .as(text)
          .isEqualTo(rejected == null ? values(change.after(), row) : null);
      if (rejected == null) {
        List<Object> once = values(change.after(), row);
        new GainedColumns(change.after(), names(change.after()))
            .fill(bytes(row.unknownFields), row);
        assertThat(values(change.after(), row)).as("filled again: %s", text).isEqualTo(once);
      }
    }
  }

  @Property(tries = 1_000)
  void noRecordIsRejectedForAColumnThatCameLater(@ForAll long seed) {
    Random random = new Random(seed);
    RandomRecord records = new RandomRecord(random);
    SourceDefinition whole = records.source();
    Change change = Change.of(whole, random);
    byte[] record = bytes(records.of(whole));
    String before =
        JsonDecoder.of(change.before()).decode(record, new Row(change.before().columns().size()));
    String after =
        JsonDecoder.of(change.after()).decode(record, new Row(change.after().columns().size()));
    assertThat(after).isEqualTo(before);
  }

  private static final SourceDefinition SHOP =
      new SourceDefinition(
          "shop",
          "shop",
          1,
          List.of(
              new SourceColumn(new Column("t", DataType.TIMESTAMP, false), List.of("t")),
              new SourceColumn(
                  new Column("n", DataType.BIGINT, true), List.of("n"), Misfit.IS_NULL)),
          0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"t\":1,\"n\":7}                 | 7 | -",
        "{\"t\":1}                         | - | -",
        "{\"t\":1,\"n\":\"x\"}             | - | {\"n\":\"x\"}",
        "{\"t\":1,\"n\":1e400}             | - | {\"n\":1e400}",
        "{\"t\":1,\"n\":{\"a\":[1]}}       | - | {\"n\":{\"a\":[1]}}",
        "{\"t\":1,\"n\":7,\"n\":8}         | 7 | {\"n\":8}",
        "{\"t\":1,\"n\":null,\"n\":8}      | 8 | -",
        "{\"t\":1,\"n\":[],\"n\":8}        | 8 | {\"n\":[]}",
      })
  void theFirstValueThatFitsIsTakenAndTheRestIsKept(String record, Long value, String unknown) {
    Row row = new Row(2);
    assertThat(JsonDecoder.keepingUnknown(SHOP).decode(bytes(record), row)).isNull();
    assertThat(row.nulls[1] ? null : Long.valueOf(row.words[1])).isEqualTo(value);
    assertThat(row.unknownFields).isEqualTo(unknown);
  }

  @Test
  void whatIsNestedTooDeepIsRejectedAsBefore() {
    String deep = "[".repeat(JsonDecoder.MAX_DEPTH) + "]".repeat(JsonDecoder.MAX_DEPTH);
    assertThat(JsonDecoder.of(SHOP).decode(bytes("{\"t\":1,\"n\":" + deep + "}"), new Row(2)))
        .isEqualTo("is nested more than 100 deep");
  }
}
