package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.event.SourceDefinition;
import dev.twofold.event.SourceDefinition.Misfit;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A source that gains columns in an order of its own, and records that mostly fit it, by seed. */
final class RandomSource {
  private static final SourceColumn TIME =
      new SourceColumn(new Column("t", DataType.TIMESTAMP, false), List.of("t"));
  private static final List<SourceColumn> OTHERS =
      List.of(
          column("items", DataType.BIGINT, "items"),
          column("zone", DataType.BIGINT, "geo", "zone"),
          column("city", DataType.VARCHAR, "geo", "city"),
          column("online", DataType.BOOLEAN, "online"),
          column("amount", DataType.decimal(6, 2), "amount"),
          column("weight", DataType.DOUBLE, "weight"),
          column("seen", DataType.TIMESTAMP, "seen"));
  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "-2",
          "1.5",
          "true",
          "false",
          "null",
          "\"a\"",
          "\"\\u00e9\"",
          "\"\\ud800\"",
          "\"2026-11-23T07:00:00Z\"",
          "1e400",
          "[1]",
          "{}",
          "{\"zone\": 1, \"city\": \"a\"}");

  private final Random random;
  private final String name;
  private final List<SourceColumn> order = new ArrayList<>(OTHERS);
  private final Set<SourceColumn> fromStart = new HashSet<>();
  private int there;

  RandomSource(Random random, String name) {
    this.random = random;
    this.name = name;
    Collections.shuffle(order, random);
    there = random.nextInt(order.size());
    fromStart.addAll(order.subList(0, there));
  }

  private static SourceColumn column(String name, DataType type, String... path) {
    return new SourceColumn(new Column(name, type, true), List.of(path));
  }

  /** As it is now: its columns stand in any order. */
  SourceDefinition definition() {
    List<SourceColumn> columns = new ArrayList<>(List.of(TIME));
    for (SourceColumn column : order.subList(0, there)) {
      columns.add(
          fromStart.contains(column)
              ? column
              : new SourceColumn(column.column(), column.path(), Misfit.IS_NULL));
    }
    Collections.shuffle(columns, random);
    return new SourceDefinition(name, name, 1, List.copyOf(columns), columns.indexOf(TIME));
  }

  /** It gains a few columns, or none. */
  void gain() {
    there = Math.min(order.size(), there + random.nextInt(3));
  }

  void gainAll() {
    there = order.size();
  }

  byte[] record() {
    List<String> members = new ArrayList<>();
    if (random.nextInt(20) > 0) {
      members.add("\"t\": " + random.nextInt(1_000_000));
    }
    List<String> geo = new ArrayList<>();
    for (SourceColumn column : OTHERS) {
      for (int times = random.nextInt(8); times % 7 > 0; times -= 5) {
        boolean nested = column.path().size() > 1;
        String last = column.path().get(column.path().size() - 1);
        (nested ? geo : members).add("\"" + last + "\": " + value(column.column().type()));
      }
    }
    if (!geo.isEmpty() || random.nextBoolean()) {
      members.add("\"geo\": " + (random.nextInt(9) == 0 ? any() : object(geo)));
    }
    members.add("\"note\": " + any());
    Collections.shuffle(members, random);
    return object(members).getBytes(StandardCharsets.UTF_8);
  }

  private static String object(List<String> members) {
    return "{" + String.join(", ", members) + "}";
  }

  private String value(DataType type) {
    if (random.nextInt(6) == 0) {
      return any();
    }
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean() + "";
      case BIGINT -> random.nextInt(5) - 2 + "";
      case VARCHAR -> random.nextBoolean() ? "\"a\"" : "\"b\"";
      case TIMESTAMP -> "\"2026-11-23T07:00:0" + random.nextInt(3) + "Z\"";
      default -> random.nextInt(5) - 2 + ".5";
    };
  }

  private String any() {
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  /**
   * A row's values.
   *
   * @param byColumn null where it is NULL
   */
  record Values(Map<String, Object> byColumn) {
    static Values of(SourceDefinition source, Row row) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < source.columns().size(); i++) {
        Column column = source.columns().get(i).column();
        Object value =
            switch (column.type().kind()) {
              case BOOLEAN -> row.words[i] != 0;
              case BIGINT, TIMESTAMP -> row.words[i];
              case DOUBLE -> Double.longBitsToDouble(row.words[i]);
              default -> row.refs[i];
            };
        values.put(column.name(), row.nulls[i] ? null : value);
      }
      return new Values(values);
    }
  }
}
