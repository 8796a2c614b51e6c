package dev.twofold.definition;

import dev.twofold.data.DataType;
import dev.twofold.fold.AggregateSpec;
import dev.twofold.fold.Aggregates;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * The aggregate that a measure uses.
 *
 * @param text its canonical name with types and parameters, for the view's version
 * @param countsOnly whether the accumulator's {@code add} takes nothing
 * @param boxed whether it takes objects, a value and its order
 */
record AggregateChoice(AggregateSpec spec, String text, boolean countsOnly, boolean boxed) {
  private static final Set<String> BOXED = Set.of("ARG_MAX", "ARG_MIN", "LATEST");

  /** How many operands the function takes that are parameters, after its inputs. */
  static int parameters(String function) {
    return function.equals("APPROX_PERCENTILE") || function.equals("APPROX_TOP_K") ? 1 : 0;
  }

  /**
   * @param function upper case
   * @param types of the inputs
   * @throws IllegalArgumentException with a message for the view's author
   */
  static AggregateChoice of(
      String function, boolean distinct, List<DataType> types, List<BigDecimal> parameters) {
    if (distinct && !function.equals("COUNT")) {
      throw new IllegalArgumentException(
          "There is no "
              + function
              + "(DISTINCT ...), only COUNT(DISTINCT x)"
              + (function.equals("MIN") || function.equals("MAX") ? ": leave DISTINCT out" : ""));
    }
    if (function.equals("COUNT") && types.size() > 1) {
      throw new IllegalArgumentException("COUNT takes one column, or *");
    }
    String text =
        function
            + (distinct ? " DISTINCT" : "")
            + types
            + parameters.stream().map(p -> p.stripTrailingZeros().toPlainString()).toList();
    return new AggregateChoice(
        spec(function, distinct, types, parameters),
        text,
        function.equals("COUNT") && !distinct,
        BOXED.contains(function));
  }

  private static AggregateSpec spec(
      String function, boolean distinct, List<DataType> types, List<BigDecimal> parameters) {
    if (function.equals("COUNT")) {
      return distinct ? Aggregates.countDistinct(types.get(0)) : Aggregates.count();
    }
    DataType input = types.get(0);
    return switch (function) {
      case "SUM" -> Aggregates.sum(input);
      case "AVG" -> Aggregates.average(input);
      case "MIN" -> Aggregates.min(input);
      case "MAX" -> Aggregates.max(input);
      case "VAR_POP" -> Aggregates.varPop(input);
      case "VAR_SAMP" -> Aggregates.varSamp(input);
      case "STDDEV_POP" -> Aggregates.stddevPop(input);
      case "STDDEV_SAMP" -> Aggregates.stddevSamp(input);
      case "APPROX_COUNT_DISTINCT" -> Aggregates.approxCountDistinct(input);
      case "APPROX_PERCENTILE" ->
          Aggregates.approxPercentile(input, parameters.get(0).doubleValue());
      case "APPROX_TOP_K" -> Aggregates.approxTopK(input, k(parameters.get(0)));
      case "ARG_MAX" -> Aggregates.argMax(input, types.get(1));
      case "ARG_MIN" -> Aggregates.argMin(input, types.get(1));
      case "LATEST" -> Aggregates.latest(input);
      default -> throw new IllegalArgumentException("Unknown aggregate " + function);
    };
  }

  private static int k(BigDecimal k) {
    try {
      return k.intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "APPROX_TOP_K takes a whole number k from 1 to 1000, not " + k, e);
    }
  }
}
