package dev.twofold.serving.query;

import dev.twofold.serving.Order;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Answers an {@link Ask} straight from the events, with no state, no pane and no merge. */
final class NaiveEvaluator {
  private static final List<String> KEYS = List.of("city", "express", "lane");

  private final Ask ask;

  NaiveEvaluator(Ask ask) {
    this.ask = ask;
  }

  List<List<Object>> rows(List<Order> orders) {
    Map<List<Object>, List<Order>> groups = new LinkedHashMap<>();
    long window = ask.window() * Ask.PANE;
    long slide = ask.slide() * Ask.PANE;
    for (Order order : orders) {
      if (ask.selects(order)) {
        for (long start = Math.floorDiv(order.at() - 2 * window, slide) * slide;
            start <= order.at();
            start += slide) {
          if (order.at() < start + window) {
            groups.computeIfAbsent(group(order, start), g -> new ArrayList<>()).add(order);
          }
        }
      }
    }
    List<List<Object>> rows =
        groups.entrySet().stream()
            .map(group -> row(group.getKey(), group.getValue()))
            .sorted(order())
            .collect(Collectors.toCollection(ArrayList::new));
    Map<Object, Integer> taken = new HashMap<>();
    if (ask.limitPerWindow() != null) {
      rows.removeIf(
          row ->
              taken.merge(row.get(column("window_start")), 1, Integer::sum) > ask.limitPerWindow());
    }
    return ask.limit() == null ? rows : rows.stream().limit(ask.limit()).toList();
  }

  private List<Object> group(Order order, long start) {
    List<Object> group = new ArrayList<>();
    KEYS.stream().filter(ask.by()::contains).forEach(key -> group.add(Ask.key(order, key)));
    group.add(start);
    return group;
  }

  private List<Object> row(List<Object> group, List<Order> orders) {
    List<Object> row = new ArrayList<>(group);
    row.add((Long) group.get(group.size() - 1) + ask.window() * Ask.PANE);
    List<Long> items = orders.stream().map(Order::items).filter(Objects::nonNull).sorted().toList();
    List<BigDecimal> prices = orders.stream().map(Order::price).filter(Objects::nonNull).toList();
    row.add((long) orders.size());
    row.add(items.isEmpty() ? null : items.stream().mapToLong(Long::longValue).sum());
    row.add(prices.isEmpty() ? null : prices.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    row.add(orders.stream().mapToLong(Order::at).max().getAsLong());
    row.add(orders.stream().map(Order::customer).filter(Objects::nonNull).distinct().count());
    row.add(items.isEmpty() ? null : items.get((items.size() + 1) / 2 - 1));
    return row;
  }

  private int column(String name) {
    List<String> columns = new ArrayList<>(KEYS.stream().filter(ask.by()::contains).toList());
    columns.addAll(
        List.of(
            "window_start",
            "window_end",
            "orders",
            "items",
            "revenue",
            "last_at",
            "customers",
            "typical_items"));
    return columns.indexOf(name);
  }

  private Comparator<List<Object>> order() {
    List<String> steps = new ArrayList<>();
    boolean byWindow =
        ask.order().contains("window_start") || ask.order().contains("-window_start");
    if (!byWindow && (ask.order().isEmpty() || ask.limitPerWindow() != null)) {
      steps.add("window_start");
    }
    steps.addAll(ask.order());
    KEYS.stream().filter(ask.by()::contains).forEach(steps::add);
    steps.add("window_start");
    Comparator<List<Object>> order = Comparator.comparing(row -> 0);
    for (String step : steps) {
      boolean descending = step.startsWith("-");
      int index = column(descending ? step.substring(1) : step);
      Comparator<List<Object>> next = (a, b) -> compare(a.get(index), b.get(index));
      order = order.thenComparing(descending ? next.reversed() : next);
    }
    return order;
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    if (a == null || b == null) {
      return (a == null ? 0 : 1) - (b == null ? 0 : 1);
    }
    if (a instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
    }
    return ((Comparable<Object>) a).compareTo(b);
  }
}
