package dev.twofold.event;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Makes sources, and records that mostly fit them, by chance. */
final class RandomRecord {
  private static final List<String> NAMES =
      List.of("a", "b", "time", "geo", "é", "", "~", "a/b", " x", "\ud83d\ude00", "0", "\"");
  private static final List<String> WHOLE =
      List.of("0", "-0", "7", "-1", "9223372036854775807", "-9223372036854775808", "442062800000");
  private static final List<String> NUMBERS =
      List.of(
          "0.0",
          "-0.0",
          "1.5",
          "1e2",
          "1E+2",
          "1e-2",
          "-3.25",
          "1e308",
          "1e309",
          "1e-400",
          "0e999",
          "9223372036854775808",
          "-9223372036854775809",
          "123456789012345678901234567890",
          "9999.99",
          "10000",
          "0.001",
          "1e999999999",
          "1e-999999999",
          "1e99999999999",
          "4.9e-324");
  private static final List<String> TIMES =
      List.of(
          "2015-09-12T00:46:58.771Z",
          "2015-09-12T02:46:58+02:00",
          "2015-09-12T00:46Z",
          "0001-01-01T00:00:00Z",
          "0001-01-01T00:00:00+18:00",
          "9999-12-31T23:59:59.999999999Z",
          "9999-12-31T23:59:59-0030",
          "2016-02-29T00:00:00Z",
          "2015-02-29T00:00:00Z",
          "2015-09-12",
          "2015-09-12T24:00:00Z",
          "2015-09-12T00:00:60Z",
          "+10000-01-01T00:00:00Z",
          "yesterday");
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "x y",
          "é",
          "Москва",
          "\ud83d\ude00",
          "\u0000",
          "\uffff",
          "\n",
          "\"",
          "\\",
          "/",
          "\u2028",
          "\u007f",
          "NaN",
          "Infinity",
          "true",
          "7");

  private final Random random;

  RandomRecord(Random random) {
    this.random = random;
  }

  SourceDefinition source() {
    Map<List<String>, DataType> columns = new LinkedHashMap<>();
    columns.put(path(), DataType.TIMESTAMP);
    for (int i = random.nextInt(7); i > 0; i--) {
      List<String> path = path();
      if (columns.keySet().stream().noneMatch(other -> overlap(other, path))) {
        columns.put(path, type());
      }
    }
    List<SourceColumn> all = new ArrayList<>();
    columns.forEach(
        (path, type) -> {
          boolean nullable = !all.isEmpty() && random.nextInt(4) > 0;
          all.add(new SourceColumn(new Column("c" + all.size(), type, nullable), path));
        });
    return new SourceDefinition("events", "events", 1, List.copyOf(all), 0);
  }

  private static boolean overlap(List<String> a, List<String> b) {
    int common = Math.min(a.size(), b.size());
    return a.subList(0, common).equals(b.subList(0, common));
  }

  private List<String> path() {
    List<String> path = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      path.add(pick(NAMES));
    }
    return List.copyOf(path);
  }

  private DataType type() {
    return pick(
        List.of(
            DataType.BOOLEAN,
            DataType.BIGINT,
            DataType.DOUBLE,
            DataType.decimal(6, 2),
            DataType.decimal(18, 0),
            DataType.VARCHAR,
            DataType.TIMESTAMP));
  }

  String of(SourceDefinition source) {
    Map<List<String>, DataType> columns = new LinkedHashMap<>();
    source.columns().forEach(column -> columns.put(column.path(), column.column().type()));
    return space() + object(columns) + space();
  }

  /** An object with the columns below it, by what is left of their paths. */
  private String object(Map<List<String>, DataType> columns) {
    List<String> members = new ArrayList<>();
    columns.keySet().stream()
        .map(path -> path.get(0))
        .distinct()
        .forEach(
            name -> {
              if (random.nextInt(12) > 0) {
                members.add(member(name, declared(columns, name)));
              }
            });
    for (int i = random.nextInt(3); i > 0; i--) {
      members.add(member(pick(NAMES), any(3)));
    }
    if (random.nextBoolean()) {
      Collections.shuffle(members, random);
    }
    return "{" + space() + String.join(space() + "," + space(), members) + space() + "}";
  }

  private String declared(Map<List<String>, DataType> columns, String name) {
    Map<List<String>, DataType> below = new LinkedHashMap<>();
    columns.forEach(
        (path, type) -> {
          if (path.get(0).equals(name)) {
            below.put(path.subList(1, path.size()), type);
          }
        });
    if (random.nextInt(15) == 0) {
      return any(2);
    }
    DataType type = below.get(List.<String>of());
    return type == null ? object(below) : fitting(type);
  }

  private String fitting(DataType type) {
    if (random.nextInt(10) == 0) {
      return "null";
    }
    return switch (type.kind()) {
      case BOOLEAN -> pick(List.of("true", "false"));
      case BIGINT -> pick(WHOLE);
      case DOUBLE, DECIMAL -> random.nextBoolean() ? pick(NUMBERS) : pick(WHOLE);
      case TIMESTAMP -> random.nextInt(4) == 0 ? pick(WHOLE) : string(pick(TIMES));
      default -> string(pick(TEXTS) + pick(TEXTS));
    };
  }

  private String any(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> pick(WHOLE);
      case 1 -> pick(NUMBERS);
      case 2 -> string(pick(TEXTS));
      case 3 -> string(pick(TIMES));
      case 4 -> pick(List.of("true", "false"));
      case 5 -> "null";
      case 6 -> "[" + space() + "]";
      case 7 -> "[" + any(depth - 1) + space() + "," + any(depth - 1) + "]";
      default -> "{" + member(pick(NAMES), any(depth - 1)) + "}";
    };
  }

  private String member(String name, String value) {
    return string(name) + space() + ":" + space() + value;
  }

  private String string(String text) {
    boolean escapes = random.nextInt(3) == 0;
    return text.chars()
        .mapToObj(unit -> character((char) unit, escapes))
        .collect(Collectors.joining("", "\"", "\""));
  }

  private String character(char unit, boolean escapes) {
    int named = "\"\\\b\f\n\r\t".indexOf(unit);
    if (unit < ' ' || named >= 0 || (escapes && random.nextBoolean())) {
      return named >= 0 && random.nextBoolean()
          ? "\\" + "\"\\bfnrt".charAt(named)
          : String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit);
    }
    return unit == '/' && escapes ? "\\/" : String.valueOf(unit);
  }

  private String space() {
    return random.nextInt(4) > 0 ? "" : pick(List.of(" ", "\n", "\t", "\r\n", "  "));
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
