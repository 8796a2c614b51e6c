package dev.twofold.batch.views;

import static java.lang.Boolean.FALSE;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * A condition over the columns of a {@link RandomSource}, by seed.
 *
 * @param truth what SQL makes of it, by a row's values: null for UNKNOWN
 */
record RandomCondition(String sql, Function<Map<String, Object>, Boolean> truth) {
  private static final List<RandomCondition> ATOMS =
      List.of(
          new RandomCondition("online", row -> (Boolean) row.get("online")),
          new RandomCondition("items > 0", strict("items", items -> (Long) items > 0)),
          new RandomCondition("city = 'a'", strict("city", city -> city.equals("a"))),
          new RandomCondition("city <> 'b'", strict("city", city -> !city.equals("b"))),
          new RandomCondition(
              "amount < 0.5",
              strict("amount", amount -> ((BigDecimal) amount).doubleValue() < 0.5)),
          new RandomCondition("weight >= 0.5", strict("weight", weight -> (Double) weight >= 0.5)),
          new RandomCondition("items = zone", numbers((items, zone) -> items == zone)),
          new RandomCondition(
              "items / zone > 0", numbers((items, zone) -> zone == 0 ? null : items / zone > 0)),
          new RandomCondition("seen IS NULL", row -> row.get("seen") == null),
          new RandomCondition("zone IS NOT NULL", row -> row.get("zone") != null));

  private interface Numbers {
    Boolean test(long items, long zone);
  }

  private static Function<Map<String, Object>, Boolean> strict(
      String column, Function<Object, Boolean> test) {
    return row -> row.get(column) == null ? null : test.apply(row.get(column));
  }

  private static Function<Map<String, Object>, Boolean> numbers(Numbers test) {
    return row -> {
      Long items = (Long) row.get("items");
      Long zone = (Long) row.get("zone");
      return (items == null || zone == null) ? null : test.test(items, zone);
    };
  }

  static RandomCondition of(Random random) {
    return of(random, 3);
  }

  private static RandomCondition of(Random random, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return ATOMS.get(random.nextInt(ATOMS.size()));
    }
    RandomCondition a = of(random, depth - 1);
    RandomCondition b = of(random, depth - 1);
    return switch (random.nextInt(4)) {
      case 0 ->
          new RandomCondition(
              "(" + a.sql + ") AND (" + b.sql + ")",
              row -> and(a.truth.apply(row), b.truth.apply(row)));
      case 1 ->
          new RandomCondition(
              "(" + a.sql + ") OR (" + b.sql + ")",
              row -> or(a.truth.apply(row), b.truth.apply(row)));
      case 2 -> new RandomCondition("NOT (" + a.sql + ")", row -> not(a.truth.apply(row)));
      default ->
          new RandomCondition("(" + a.sql + ") IS NOT TRUE", row -> !isTrue(a.truth.apply(row)));
    };
  }

  private static Boolean and(Boolean left, Boolean right) {
    if (left == null || right == null) {
      return (FALSE.equals(left) || FALSE.equals(right)) ? FALSE : null;
    }
    return left && right;
  }

  private static Boolean or(Boolean left, Boolean right) {
    return not(and(not(left), not(right)));
  }

  private static Boolean not(Boolean truth) {
    return truth == null ? null : Boolean.valueOf(!truth);
  }

  private static boolean isTrue(Boolean truth) {
    return truth != null && truth;
  }

  /** Whether it erases an event with these values. */
  boolean erases(Map<String, Object> values) {
    return isTrue(truth.apply(values));
  }
}
