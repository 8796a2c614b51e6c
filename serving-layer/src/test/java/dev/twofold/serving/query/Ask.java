package dev.twofold.serving.query;

import dev.twofold.serving.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A random question to the view by_city, in the units that its evaluator likes: times are panes of
 * 10 minutes.
 *
 * @param order columns, "-" before one that descends
 */
record Ask(
    Map<String, Object> equal,
    List<String> by,
    Integer from,
    Integer to,
    int window,
    int slide,
    List<String> order,
    Integer limit,
    Integer limitPerWindow) {
  static final long PANE = 600_000;
  static final long START = Instant.parse("2015-09-12T00:00:00Z").toEpochMilli();

  /** The same question as a request. */
  Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    equal.forEach(
        (column, value) ->
            parameters.put(
                value == null ? column + ".null" : column,
                List.of(value == null ? "true" : value.toString())));
    parameters.put("by", List.of(String.join(",", by)));
    if (from != null) {
      parameters.put("from", List.of(Instant.ofEpochMilli(START + from * PANE).toString()));
    }
    if (to != null) {
      parameters.put("to", List.of(Instant.ofEpochMilli(START + to * PANE).toString()));
    }
    parameters.put("window", List.of(window * 10 + "m"));
    parameters.put("slide", List.of(slide * 10 + "m"));
    if (!order.isEmpty()) {
      parameters.put("order", List.of(String.join(",", order)));
    }
    if (limit != null) {
      parameters.put("limit", List.of(limit.toString()));
    }
    if (limitPerWindow != null) {
      parameters.put("limit_per_window", List.of(limitPerWindow.toString()));
    }
    return parameters;
  }

  /** The same question as SQL, of windows of an hour, in no order, with no limit. */
  String sql() {
    List<String> groups = new ArrayList<>(by);
    groups.add("FLOOR(window_start TO HOUR)");
    List<String> conditions = new ArrayList<>(List.of("TRUE"));
    equal.forEach(
        (column, value) ->
            conditions.add(
                value == null
                    ? column + " IS NULL"
                    : column + " = " + (value instanceof String ? "'" + value + "'" : value)));
    if (from != null) {
      conditions.add("window_start >= " + timestamp(from));
    }
    if (to != null) {
      conditions.add("window_start < " + timestamp(to));
    }
    return "SELECT "
        + String.join(", ", groups)
        + ", FLOOR(window_start TO HOUR) + INTERVAL '1' HOUR, MERGE(orders), MERGE(items),"
        + " MERGE(revenue), MERGE(last_at), MERGE(customers), MERGE(typical_items) FROM by_city"
        + " WHERE "
        + String.join(" AND ", conditions)
        + " GROUP BY "
        + String.join(", ", groups);
  }

  private static String timestamp(int pane) {
    String iso = Instant.ofEpochMilli(START + pane * PANE).toString();
    return "TIMESTAMP '" + iso.replace('T', ' ').replace("Z", "") + "'";
  }

  boolean selects(Order order) {
    long pane = Math.floorDiv(order.at() - START, PANE);
    if ((from != null && pane < from) || (to != null && pane >= to)) {
      return false;
    }
    List<Boolean> matches = new ArrayList<>();
    equal.forEach((column, value) -> matches.add(Objects.equals(value, key(order, column))));
    return !matches.contains(false);
  }

  static Object key(Order order, String column) {
    return switch (column) {
      case "city" -> order.city();
      case "express" -> order.express();
      case "lane" -> order.lane();
      default -> throw new IllegalArgumentException(column);
    };
  }
}
