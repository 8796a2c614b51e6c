package dev.twofold.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.data.Scalars;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDecoderTest {
  private static final SourceDefinition SOURCE =
      new SourceDefinition(
          "events",
          "events",
          1,
          List.of(
              column("t", DataType.TIMESTAMP, false, "time"),
              column("s", DataType.VARCHAR, true, "s"),
              column("b", DataType.BOOLEAN, true, "b"),
              column("n", DataType.BIGINT, true, "n"),
              column("d", DataType.DOUBLE, true, "d"),
              column("p", DataType.decimal(5, 2), true, "p"),
              column("country", DataType.VARCHAR, true, "geo", "country"),
              column("city", DataType.VARCHAR, true, "geo", "place", "city")),
          0);
  private static final String VALID =
      """
      {"time":"2015-09-12T00:46:58.771Z","s":"é😀\\u00e9\\ud83d\\ude00","b":true,"n":-7,"d":1.5,"p":3.1,\
      "geo":{"country":"AU","more":[1,{"x":null}],"place":{"city":"Auburn"}},"extra":{"a":[1.10,"b"]}}\
      """;

  private final EventDecoder decoder = JsonDecoder.of(SOURCE);
  private final EventDecoder keeping = JsonDecoder.keepingUnknown(SOURCE);
  private final Row row = new Row(SOURCE.columns().size());

  private static SourceColumn column(String name, DataType type, boolean nullable, String... path) {
    return new SourceColumn(new Column(name, type, nullable), List.of(path));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void everyTypeIsRead() {
    assertThat(decoder.decode(bytes(VALID), row)).isNull();
    assertThat(row.words[0]).isEqualTo(1_442_018_818_771L);
    assertThat(row.refs[1]).isEqualTo("é😀é😀");
    assertThat(row.words[2]).isEqualTo(1);
    assertThat(row.words[3]).isEqualTo(-7);
    assertThat(Double.longBitsToDouble(row.words[4])).isEqualTo(1.5);
    assertThat(row.refs[5]).isEqualTo(new BigDecimal("3.10"));
    assertThat(row.refs[6]).isEqualTo("AU");
    assertThat(row.refs[7]).isEqualTo("Auburn");
    assertThat(row.nulls).containsOnly(false);
    assertThat(row.unknownFields).isNull();
  }

  @Test
  void whatIsNotThereIsNullAndNothingIsLeftOfTheRecordBefore() {
    decoder.decode(bytes(VALID), row);
    assertThat(decoder.decode(bytes("{\"time\":0,\"geo\":null,\"s\":null}"), row)).isNull();
    assertThat(row.nulls).containsExactly(false, true, true, true, true, true, true, true);
    assertThat(row.words[0]).isZero();
  }

  @Test
  void unknownFieldsAreKeptAsTheyWereWrittenAndWhereTheyWere() {
    assertThat(keeping.decode(bytes(VALID), row)).isNull();
    assertThat(row.unknownFields)
        .isEqualTo("{\"geo\":{\"more\":[1,{\"x\":null}]},\"extra\":{\"a\":[1.10,\"b\"]}}");
    String spaced =
        " { \"a\" : 1e5 , \"time\" : 1 , \"geo\" : { \"place\" : { \"y\\u0041\" : \"é\\n"
            + "\" } } , \"z\" : true } ";
    assertThat(keeping.decode(bytes(spaced), row)).isNull();
    assertThat(row.unknownFields)
        .isEqualTo("{\"a\" : 1e5,\"geo\" : {\"place\" : {\"y\\u0041\" : \"é\\n\"}},\"z\" : true}");
    assertThat(keeping.decode(bytes("{\"time\":1,\"geo\":{\"country\":\"x\"}}"), row)).isNull();
    assertThat(row.unknownFields).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                                  | is empty",
        "[]                                | is not a JSON object",
        "null                              | is not a JSON object",
        "{                                 | is not valid JSON",
        "{}                                | column t is missing",
        "{\"time\":null}                   | column t is null",
        "{\"time\":1}}                     | is not valid JSON",
        "{\"time\":1}{}                    | has more after the JSON object",
        "{\"time\":1} 1                    | has more after the JSON object",
        "{\"time\":1} x                    | is not valid JSON",
        "{\"time\":1,}                     | is not valid JSON",
        "{'time':1}                        | is not valid JSON",
        "{\"time\":01}                     | is not valid JSON",
        "{\"time\":1,\"x\":.5}             | is not valid JSON",
        "{\"time\":1,\"x\":NaN}            | is not valid JSON",
        "{\"time\":1,\"x\":[1,]}           | is not valid JSON",
        "{\"time\":1,\"x\":\"\\x\"}        | is not valid JSON",
        "{\"time\":1 /* c */}              | is not valid JSON",
        "{\"time\":1,\"time\":1}           | has the member /time twice",
        "{\"time\":1,\"geo\":{},\"geo\":{}}| has the member /geo twice",
        "{\"time\":1,\"geo\":{\"place\":{\"city\":\"a\",\"city\":\"a\"}}} | has the member"
            + " /geo/place/city twice",
        "{\"time\":1,\"geo\":[]}           | member /geo is not an object",
        "{\"time\":\"2015-09-12\"}         | column t is no ISO 8601 timestamp with an offset",
        "{\"time\":\"2015-09-12T00:00:00\"}| column t is no ISO 8601 timestamp with an offset",
        "{\"time\":\"2015-02-29T00:00:00Z\"}| column t is no ISO 8601 timestamp with an offset",
        "{\"time\":\"2015-09-12T00:00:60Z\"}| column t is no ISO 8601 timestamp with an offset",
        "{\"time\":\"0000-12-31T23:59:59Z\"}| column t is not in the years 1 to 9999",
        "{\"time\":253402300800000}        | column t is not in the years 1 to 9999",
        "{\"time\":1.5}                    | column t is not a whole number",
        "{\"time\":true}                   | column t is a boolean, not a TIMESTAMP",
        "{\"time\":1,\"s\":1}              | column s is a number, not a VARCHAR",
        "{\"time\":1,\"s\":{}}             | column s is an object, not a VARCHAR",
        "{\"time\":1,\"s\":\"a\\ud800b\"}  | column s holds half of a surrogate pair",
        "{\"time\":1,\"s\":\"\\udc00\\ud800\"} | column s holds half of a surrogate pair",
        "{\"time\":1,\"b\":\"true\"}       | column b is a string, not a BOOLEAN",
        "{\"time\":1,\"b\":0}              | column b is a number, not a BOOLEAN",
        "{\"time\":1,\"n\":1.0}            | column n is not a whole number",
        "{\"time\":1,\"n\":9223372036854775808} | column n is out of the range of BIGINT",
        "{\"time\":1,\"n\":\"1\"}          | column n is a string, not a BIGINT",
        "{\"time\":1,\"n\":[1]}            | column n is an array, not a BIGINT",
        "{\"time\":1,\"d\":1e999}          | column d is out of the range of DOUBLE",
        "{\"time\":1,\"p\":1000}           | column p is out of the range of DECIMAL(5, 2)",
        "{\"time\":1,\"p\":0.001}          | column p has more decimals than DECIMAL(5, 2)",
        "{\"time\":1,\"p\":1e999999999}    | column p is out of the range of DECIMAL(5, 2)",
        "{\"time\":1,\"p\":1e-999999999}   | column p has more decimals than DECIMAL(5, 2)",
        "{\"time\":1,\"p\":1e99999999999}  | column p is out of the range of DECIMAL(5, 2)",
      })
  void whatIsWrongIsNamed(String record, String reason) {
    byte[] value = record == null ? new byte[0] : bytes(record);
    assertThat(decoder.decode(value, row)).isEqualTo(reason);
    assertThat(keeping.decode(value, row)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2015-09-12T02:46:58.771+02:00 | 1442018818771",
        "2015-09-12T00:46:58.771999Z   | 1442018818771",
        "2015-09-12T00:46Z             | 1442018760000",
        "2015-09-12T00:46:58-0330      | 1442031418000",
        "1969-12-31T23:59:59.999Z      | -1",
        "0001-01-01T00:00:00Z          | -62135596800000",
        "9999-12-31T23:59:59.999Z      | 253402300799999"
      })
  void timestampsAreRead(String text, long millis) {
    assertThat(decoder.decode(bytes("{\"time\":\"" + text + "\"}"), row)).isNull();
    assertThat(row.words[0]).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.0,0.0",
    "-0,0.0",
    "1e-999,0.0",
    "3,3.0",
    "123456789012345678901234567890,1.2345678901234568E29"
  })
  void doublesAreCanonical(String text, double value) {
    assertThat(decoder.decode(bytes("{\"time\":1,\"d\":" + text + "}"), row)).isNull();
    assertThat(row.words[4]).isEqualTo(Double.doubleToRawLongBits(value));
  }

  @ParameterizedTest
  @CsvSource({"1,1.00", "-999.99,-999.99", "1e2,100.00", "0e999,0.00", "1.5000,1.50", "10e-2,0.10"})
  void decimalsAreExact(String text, BigDecimal value) {
    assertThat(decoder.decode(bytes("{\"time\":1,\"p\":" + text + "}"), row)).isNull();
    assertThat(row.refs[5]).isEqualTo(value);
  }

  @Test
  void bytesThatAreNoUtf8AreRejected() {
    byte[] overlong = bytes("{\"time\":1,\"x\":\"??\"}");
    overlong[15] = (byte) 0xc0;
    overlong[16] = (byte) 0x80;
    assertThat(decoder.decode(overlong, row)).isEqualTo("is not valid UTF-8");
    byte[] utf16 = "{\"time\":1}".getBytes(StandardCharsets.UTF_16LE);
    assertThat(decoder.decode(utf16, row)).isEqualTo("is not a JSON object");
    assertThat(decoder.decode("{\"time\":1}".getBytes(StandardCharsets.UTF_16BE), row)).isNotNull();
    assertThat(decoder.decode(bytes("\ufeff{\"time\":1}"), row)).isEqualTo("is not a JSON object");
  }

  @Test
  void aTombstoneIsRejected() {
    assertThat(decoder.decode(null, row)).isEqualTo("has no value (a tombstone)");
  }

  @Test
  void depthIsLimited() {
    assertThat(decoder.decode(nested(JsonDecoder.MAX_DEPTH - 1), row)).isNull();
    assertThat(decoder.decode(nested(JsonDecoder.MAX_DEPTH), row))
        .isEqualTo("is nested more than 100 deep");
    assertThat(keeping.decode(nested(100_000), row)).isEqualTo("is nested more than 100 deep");
  }

  private static byte[] nested(int arrays) {
    return bytes("{\"time\":1,\"x\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}");
  }

  @Test
  void textsHaveAGreatestLengthAsNumbersHave() {
    String longest = "é".repeat(Scalars.MAX_TEXT_BYTES / 2);
    assertThat(decoder.decode(bytes("{\"time\":1,\"s\":\"" + longest + "\"}"), row)).isNull();
    assertThat(row.refs[1]).isEqualTo(longest);
    for (EventDecoder each : List.of(decoder, keeping)) {
      assertThat(each.decode(bytes("{\"time\":1,\"s\":\"" + longest + "x\"}"), row))
          .isEqualTo("column s takes more than 1048576 bytes");
      assertThat(each.decode(bytes("{\"time\":1,\"undeclared\":\"" + longest + "x\"}"), row))
          .isNull();
    }
  }

  @Test
  void hugeNumbersCostLittle() {
    String digits = "9".repeat(500_000);
    assertThat(decoder.decode(bytes("{\"time\":1,\"n\":" + digits + "}"), row))
        .isEqualTo("column n is out of the range of BIGINT");
    assertThat(decoder.decode(bytes("{\"time\":1,\"x\":" + digits + "}"), row)).isNull();
  }

  @Property(tries = 20_000)
  void mutatedRecordsNeverThrowAndBothDecodersAgree(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] value = bytes(VALID);
    for (int i = random.nextInt(4); i >= 0; i--) {
      value = mutated(value, random);
    }
    String reason = decoder.decode(value, row);
    Row other = new Row(SOURCE.columns().size());
    assertThat(keeping.decode(value, other)).isEqualTo(reason);
    if (reason == null) {
      assertThat(other.nulls).isEqualTo(row.nulls);
      for (int i = 0; i < row.nulls.length; i++) {
        if (!row.nulls[i] && row.refs[i] != null) {
          assertThat(other.refs[i]).isEqualTo(row.refs[i]);
        }
      }
      if (other.unknownFields != null) {
        // What is kept is JSON again, of nothing that is declared but the time, which it lacks.
        assertThat(decoder.decode(bytes(other.unknownFields), row))
            .isEqualTo("column t is missing");
      }
    }
  }

  private static byte[] mutated(byte[] value, Random random) {
    if (value.length == 0) {
      return value;
    }
    byte[] copy = value.clone();
    int at = random.nextInt(copy.length);
    String syntax = "{}[]\",:\\ud8e0-.+ \n1tfnN/'";
    switch (random.nextInt(5)) {
      case 0 -> {
        copy[at] = (byte) random.nextInt(256);
        return copy;
      }
      case 1 -> {
        copy[at] = (byte) syntax.charAt(random.nextInt(syntax.length()));
        return copy;
      }
      case 2 -> {
        return Arrays.copyOf(copy, at);
      }
      case 3 -> {
        System.arraycopy(value, at, copy, at / 2, value.length - at);
        return Arrays.copyOf(copy, at / 2 + value.length - at);
      }
      default -> {
        byte[] longer = Arrays.copyOf(copy, copy.length + 1);
        System.arraycopy(value, at, longer, at + 1, value.length - at);
        longer[at] = (byte) syntax.charAt(random.nextInt(syntax.length()));
        return longer;
      }
    }
  }
}
