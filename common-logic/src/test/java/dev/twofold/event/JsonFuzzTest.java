package dev.twofold.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.fuzz.Fuzz;
import dev.twofold.fuzz.Mutator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes a record has, over whatever source: nothing is thrown, both decoders and a naive
 * one agree, and the record after it is read as if it had not been there.
 */
class JsonFuzzTest {
  private static final List<String> DICTIONARY =
      List.of(
          "true",
          "false",
          "null",
          "NaN",
          "-Infinity",
          "0",
          "-0.0",
          "1e999",
          "\\u0000",
          "\\ud800",
          "\\udc00",
          "\\ud83d\\ude00",
          "\\\"",
          "{}",
          "[]",
          "\"\"",
          "\"a\":1",
          "01",
          "1.",
          ".5",
          "+1",
          "'a'",
          "//",
          "/**/",
          "\u00c3(",
          "\u00c0\u0080",
          "\u00ed\u00a0\u0080",
          "\u00f4\u0090");

  /** A record, a source to read it by, and the record that comes after it. */
  private record Input(SourceDefinition source, byte[] record, byte[] next) {}

  @Test
  void everyRecordIsReadAsTheRulesSayOrRejectedWithoutATrace() {
    assertThat(fuzz().runFor(Duration.ofSeconds(3))).isPositive();
  }

  @Tag("nightly")
  @Test
  void everyRecordIsReadAsTheRulesSayOrRejectedWithoutATraceForLong() {
    assertThat(fuzz().runAnewFor(Fuzz.nightly())).isPositive();
  }

  private static Fuzz<Input> fuzz() {
    return new Fuzz<>(JsonFuzzTest::input, JsonFuzzTest::describe, JsonFuzzTest::check);
  }

  private static Input input(Random random) {
    RandomRecord records = new RandomRecord(random);
    SourceDefinition source = records.source();
    String record = latin(records.of(source));
    if (random.nextInt(3) > 0) {
      record = new Mutator(random, DICTIONARY).mutate(record, latin(records.of(source)));
    }
    return new Input(source, bytes(record), bytes(latin(records.of(source))));
  }

  private static String describe(Input input) {
    return new String(input.record, StandardCharsets.UTF_8)
        + "\nby "
        + input.source.columns()
        + "\nbefore "
        + new String(input.next, StandardCharsets.UTF_8);
  }

  private static void check(Input input) {
    EventDecoder decoder = JsonDecoder.of(input.source);
    EventDecoder keeping = JsonDecoder.keepingUnknown(input.source);
    Row row = new Row(input.source.columns().size());
    Row other = new Row(input.source.columns().size());
    for (byte[] record : List.of(input.record, input.next, input.record)) {
      Object[] expected = ReferenceDecoder.decode(input.source, record);
      String reason = decoder.decode(record, row);
      assertThat(keeping.decode(record, other)).isEqualTo(reason);
      if (reason != null) {
        assertThat(expected).as(reason).isNull();
        assertThat(reason).matches("(is|has|column|member) .*");
      } else {
        assertThat(values(input.source, row)).isEqualTo(expected);
        assertThat(values(input.source, other)).isEqualTo(expected);
        assertThat(row.unknownFields).isNull();
        assertThat(other.unknownFields == null ? null : Json.parse(utf8(other.unknownFields)))
            .isEqualTo(ReferenceDecoder.undeclared(input.source, record));
      }
    }
  }

  private static Object[] values(SourceDefinition source, Row row) {
    Object[] values = new Object[row.nulls.length];
    for (int i = 0; i < values.length; i++) {
      if (!row.nulls[i]) {
        values[i] =
            switch (source.columns().get(i).column().type().kind()) {
              case BOOLEAN -> (Object) (row.words[i] == 1);
              case BIGINT, TIMESTAMP -> (Object) row.words[i];
              case DOUBLE -> (Object) Double.longBitsToDouble(row.words[i]);
              default -> row.refs[i];
            };
      }
    }
    return values;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The text's UTF-8 bytes as characters, so that each can be spoilt alone. */
  private static String latin(String text) {
    return new String(utf8(text), StandardCharsets.ISO_8859_1);
  }

  /** The other way round; what is no byte is put in as UTF-8. */
  private static byte[] bytes(String latin) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    latin
        .codePoints()
        .forEach(
            point -> {
              if (point < 256) {
                out.write(point);
              } else {
                out.writeBytes(utf8(Character.toString(point)));
              }
            });
    return out.toByteArray();
  }
}
