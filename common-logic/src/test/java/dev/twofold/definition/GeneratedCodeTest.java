package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * Generated code and a tree-walking evaluator compute the same from random expressions and random
 * rows.
 */
class GeneratedCodeTest {
  @Property(tries = 250)
  void generatedCodeAgreesWithASecondEvaluator(@ForAll long seed) {
    check(new Random(seed), 25);
  }

  @Tag("nightly")
  @Property(tries = 5_000)
  void generatedCodeAgreesWithASecondEvaluatorForLong(@ForAll long seed) {
    check(new Random(seed), 100);
  }

  private static void check(Random random, int rows) {
    RandomSql sqls = new RandomSql(random);
    String key = sqls.any(2);
    String sql =
        "SELECT "
            + key
            + " AS k, MAX("
            + sqls.any(3)
            + ") AS m, COUNT(*) FILTER (WHERE "
            + sqls.condition(3)
            + ") AS n FROM events WHERE "
            + sqls.condition(3)
            + " GROUP BY "
            + key;
    ViewPlan plan;
    Fold fold;
    try {
      plan = TestViews.plan(sql);
      fold = TestViews.compile(sql);
    } catch (DefinitionException e) {
      assertThat(e.getMessage()).as(sql).contains("not the literal");
      return;
    }
    for (int i = 0; i < rows; i++) {
      check(plan, fold, randomRow(random), sql);
    }
  }

  private static void check(ViewPlan plan, Fold fold, Object[] values, String sql) {
    Row row = TestViews.row(TestViews.EVENTS, values);
    String what = sql + "\non " + Arrays.toString(values);
    Object filter = plan.filter() == null ? true : RexEvaluator.evaluate(plan.filter(), values);
    assertThat(fold.accepts(row)).as(what).isEqualTo(Boolean.TRUE.equals(filter));
    KeyWriter key = new KeyWriter();
    fold.key(row, key);
    assertThat(fold.keyValues(key.toBytes())[0])
        .as(what)
        .isEqualTo(RexEvaluator.evaluate(plan.keys().get(0).expression(), values));
    State state = fold.newState();
    fold.add(row, state);
    List<Object> expected = new ArrayList<>();
    expected.add(RexEvaluator.evaluate(plan.measures().get(0).inputs().get(0), values));
    expected.add(
        Boolean.TRUE.equals(RexEvaluator.evaluate(plan.measures().get(1).filter(), values))
            ? 1L
            : 0L);
    assertThat(Arrays.asList(fold.present(state, 0), fold.present(state, 1)))
        .as(what)
        .isEqualTo(expected);
  }

  static Object[] randomRow(Random random) {
    return new Object[] {
      time(random),
      text(random),
      orNull(random, text(random)),
      orNull(random, text(random)),
      orNull(random, random.nextBoolean()),
      orNull(random, whole(random)),
      whole(random),
      orNull(random, floating(random)),
      floating(random),
      orNull(random, BigDecimal.valueOf(random.nextInt(2_000) - 1_000L, 2)),
      orNull(random, time(random))
    };
  }

  private static Object orNull(Random random, Object value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private static long whole(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      case 2 -> random.nextLong();
      case 3 -> 0;
      default -> random.nextInt(10) - 3;
    };
  }

  private static double floating(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> 0.0;
      case 1 -> Double.MAX_VALUE;
      case 2 -> random.nextGaussian() * 1e18;
      default -> random.nextInt(100) / 8.0 - 5;
    };
  }

  private static String text(Random random) {
    String[] texts = {
      "", "a", "ab", "Ab ", " b", "é", "É", "Москва", "😀a", "ﬀ", "aab", "it's", "%_", "￿", "x😀y"
    };
    return texts[random.nextInt(texts.length)];
  }

  private static long time(Random random) {
    return random.nextInt(3) == 0
        ? 1_442_062_800_000L
        : -62_135_596_800_000L + (long) (random.nextDouble() * 3.1e14);
  }
}
