package dev.twofold.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.util.Optionality;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The whitelist: every operator and function that a view may use. Function names are matched in any
 * case.
 */
final class ViewOperators implements SqlOperatorTable {
  static final SqlAggFunction APPROX_PERCENTILE =
      new Aggregate(
          "APPROX_PERCENTILE", OperandTypes.family(SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC));
  static final SqlAggFunction APPROX_TOP_K =
      new Aggregate("APPROX_TOP_K", OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.NUMERIC));
  static final SqlAggFunction LATEST = new Aggregate("LATEST", OperandTypes.ANY);

  /**
   * Aggregates that Calcite does not know. The type says nothing: a measure's type is its
   * aggregate's own.
   */
  private static final class Aggregate extends SqlAggFunction {
    Aggregate(String name, SqlOperandTypeChecker operands) {
      super(
          name,
          null,
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.ARG0_NULLABLE,
          null,
          operands,
          SqlFunctionCategory.USER_DEFINED_FUNCTION,
          false,
          false,
          Optionality.FORBIDDEN);
    }
  }

  static final ViewOperators INSTANCE = new ViewOperators();

  /** What the parser makes by itself, by the operator's name. */
  private static final Set<String> SYNTAX =
      Set.of(
          "=",
          "<>",
          "<",
          "<=",
          ">",
          ">=",
          "AND",
          "OR",
          "NOT",
          "+",
          "-",
          "*",
          "/",
          "||",
          "CASE",
          "IN",
          "NOT IN",
          "LIKE",
          "NOT LIKE",
          "IS NULL",
          "IS NOT NULL",
          "IS TRUE",
          "IS NOT TRUE",
          "IS FALSE",
          "IS NOT FALSE",
          "IS UNKNOWN",
          "IS NOT UNKNOWN",
          "IS DISTINCT FROM",
          "IS NOT DISTINCT FROM",
          "BETWEEN ASYMMETRIC",
          "NOT BETWEEN ASYMMETRIC",
          "FILTER",
          "CAST",
          "$LiteralChain",
          "AS");

  private final Map<String, SqlOperator> functions = new LinkedHashMap<>();
  private final Map<String, SqlOperator> aggregates = new LinkedHashMap<>();

  private ViewOperators() {
    for (SqlOperator operator :
        List.of(
            SqlStdOperatorTable.COUNT,
            SqlStdOperatorTable.SUM,
            SqlStdOperatorTable.AVG,
            SqlStdOperatorTable.MIN,
            SqlStdOperatorTable.MAX,
            SqlStdOperatorTable.VAR_POP,
            SqlStdOperatorTable.VAR_SAMP,
            SqlStdOperatorTable.STDDEV_POP,
            SqlStdOperatorTable.STDDEV_SAMP,
            SqlStdOperatorTable.APPROX_COUNT_DISTINCT,
            SqlStdOperatorTable.ARG_MAX,
            SqlStdOperatorTable.ARG_MIN,
            APPROX_PERCENTILE,
            APPROX_TOP_K,
            LATEST)) {
      aggregates.put(operator.getName(), operator);
    }
    for (SqlOperator operator :
        List.of(
            SqlStdOperatorTable.MOD,
            SqlStdOperatorTable.ABS,
            SqlStdOperatorTable.FLOOR,
            SqlStdOperatorTable.CEIL,
            SqlStdOperatorTable.COALESCE,
            SqlStdOperatorTable.NULLIF,
            SqlStdOperatorTable.UPPER,
            SqlStdOperatorTable.LOWER,
            SqlStdOperatorTable.CHAR_LENGTH,
            SqlStdOperatorTable.SUBSTRING,
            SqlStdOperatorTable.TRIM,
            SqlStdOperatorTable.EXTRACT,
            SqlStdOperatorTable.CAST)) {
      functions.put(operator.getName(), operator);
    }
  }

  boolean isAggregate(String name) {
    return aggregates.containsKey(name.toUpperCase(Locale.ROOT));
  }

  boolean isFunction(String name) {
    return functions.containsKey(name.toUpperCase(Locale.ROOT));
  }

  boolean isSyntax(String name) {
    return SYNTAX.contains(name);
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>(functions.keySet());
    names.addAll(aggregates.keySet());
    return names;
  }

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher matcher) {
    if (!name.isSimple() || syntax == SqlSyntax.FUNCTION_ID) {
      return;
    }
    String upper = name.getSimple().toUpperCase(Locale.ROOT);
    SqlOperator function = isAggregate(upper) ? aggregates.get(upper) : functions.get(upper);
    if (function instanceof SqlFunction) {
      found.add(function);
    } else {
      SqlStdOperatorTable.instance()
          .lookupOperatorOverloads(name, category, syntax, found, matcher);
      found.removeIf(operator -> operator instanceof SqlFunction);
    }
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    List<SqlOperator> all = new ArrayList<>(functions.values());
    all.addAll(aggregates.values());
    return all;
  }
}
