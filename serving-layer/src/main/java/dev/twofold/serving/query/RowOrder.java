package dev.twofold.serving.query;

import dev.twofold.serving.query.Query.Direction;
import dev.twofold.serving.query.Query.Order;
import dev.twofold.serving.query.Query.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The total order of an answer's rows. NULL is the least value, strings compare by code point, and
 * rows that are equal in every step stand by ascending key, then by window; so an answer's order
 * never depends on how its events were stored.
 */
final class RowOrder implements Comparator<ResultRow> {
  private final List<Order> steps;

  RowOrder(List<Order> steps) {
    this.steps = steps;
  }

  /**
   * The steps to sort a query's rows by: what it asks for; window by window where it asks for
   * nothing or for rows of each window.
   */
  static List<Order> steps(Query query) {
    boolean byWindow = query.order().stream().anyMatch(step -> step.target() == Target.WINDOW);
    if (byWindow || (!query.order().isEmpty() && query.limitPerWindow().isEmpty())) {
      return query.order();
    }
    List<Order> steps = new ArrayList<>();
    steps.add(new Order(Target.WINDOW, 0, Direction.ASCENDING));
    steps.addAll(query.order());
    return steps;
  }

  @Override
  public int compare(ResultRow a, ResultRow b) {
    for (int i = 0; i < steps.size(); i++) {
      int order = compareValues(a.sortValues()[i], b.sortValues()[i]);
      if (order != 0) {
        return steps.get(i).direction() == Direction.ASCENDING ? order : -order;
      }
    }
    int order = Arrays.compareUnsigned(a.key().bytes(), b.key().bytes());
    return order != 0 ? order : Long.compare(a.key().window(), b.key().window());
  }

  private static int compareValues(Object a, Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    return a instanceof String text ? compareCodePoints(text, (String) b) : compareTyped(a, b);
  }

  // Both are values of one column, so of one class, and every class that a column can have is
  // comparable.
  @SuppressWarnings("unchecked")
  private static int compareTyped(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  /** Java compares UTF-16 units, which puts the rarer characters before some of the common ones. */
  private static int compareCodePoints(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
