package dev.twofold.serving.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutable;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * What a row is grouped by, where it passes the conditions. Columns by themselves are taken as they
 * are; anything more Calcite compiles. Not thread-safe.
 */
final class RowExpressions {
  /** Where compiled expressions look for the row that they are of. */
  private static final String INPUT = "inputRecord";

  private final int[] columns;
  private final boolean isFiltered;
  private final RexExecutable compiled;
  private final Input input;

  RowExpressions(
      ViewTable table, List<RexNode> conditions, List<RexNode> groups, DataContext context) {
    this.isFiltered = !conditions.isEmpty();
    this.input = new Input(context);
    if (!isFiltered && groups.stream().allMatch(RexInputRef.class::isInstance)) {
      columns = groups.stream().mapToInt(group -> ((RexInputRef) group).getIndex()).toArray();
      compiled = null;
      return;
    }
    columns = null;
    RexBuilder rex = new RexBuilder(context.getTypeFactory());
    RelDataType row = table.columns().rowType(context.getTypeFactory());
    List<RexNode> all = new ArrayList<>();
    if (isFiltered) {
      all.add(RexUtil.composeConjunction(rex, conditions));
    }
    all.addAll(groups);
    compiled = RexExecutorImpl.getExecutable(rex, all, row);
    compiled.setDataContext(input);
  }

  /** Null where the row does not pass. */
  Object[] of(Object[] row) {
    Object[] values;
    if (compiled == null) {
      values = new Object[columns.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = row[columns[i]];
      }
    } else {
      input.row = row;
      Object[] computed = compiled.execute();
      if (computed == null) {
        throw new SqlException(
            "An expression of the statement has no value for some row, as where it divides by zero.",
            null);
      }
      if (isFiltered && !Boolean.TRUE.equals(computed[0])) {
        return null;
      }
      int first = isFiltered ? 1 : 0;
      values = new Object[computed.length - first];
      System.arraycopy(computed, first, values, 0, values.length);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = canonical(values[i]);
    }
    return values;
  }

  /** Values that SQL takes for equal are equal here. */
  private static Object canonical(Object value) {
    if (value instanceof Double number) {
      return number + 0.0; // of -0.0 it makes 0.0
    }
    return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
  }

  /** The context with a row in it. */
  private static final class Input extends SqlContext.Wrapped {
    private Object[] row;

    Input(DataContext context) {
      super(context);
    }

    @Override
    public Object get(String name) {
      return name.equals(INPUT) ? row : super.get(name);
    }
  }
}
