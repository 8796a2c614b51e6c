package dev.twofold.serving.sql;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/**
 * The rows of one view, grouped: the states of a group's rows merged, and their results beside what
 * they are grouped by.
 */
final class MergedTable extends AbstractTable implements ScannableTable {
  private final ViewTable table;
  private final List<RexNode> conditions;
  private final List<RexNode> groups;
  private final List<Result> results;
  private final RelDataType rowType;

  /**
   * One column after those grouped by.
   *
   * @param sum whether it is a sum of the measure, which over no rows is NULL, and may be wider
   */
  record Result(int measure, boolean sum) {}

  /**
   * @param conditions over the view's columns, all of which must hold
   * @param groups over the view's columns
   */
  MergedTable(
      ViewTable table,
      List<RexNode> conditions,
      List<RexNode> groups,
      List<Result> results,
      RelDataType rowType) {
    this.table = table;
    this.conditions = conditions;
    this.groups = groups;
    this.results = results;
    this.rowType = rowType;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    return rowType;
  }

  double rowCount() {
    return groups.isEmpty() ? 1 : 1_000;
  }

  @Override
  public Enumerable<Object[]> scan(DataContext context) {
    RexBuilder rex = new RexBuilder(context.getTypeFactory());
    ViewColumns columns = table.columns();
    Pushdown pushdown = Pushdown.of(columns, conditions, rex);
    RowExpressions expressions = new RowExpressions(table, pushdown.rest(), groups, context);
    Map<Object, State> states =
        table.run().merge(table.view(), pushdown, (key, pane) -> group(expressions, key, pane));
    if (groups.isEmpty() && states.isEmpty()) {
      states = Map.of(List.of(), table.view().fold().newState());
    }
    List<Object[]> rows = new ArrayList<>(states.size());
    states.forEach((group, state) -> rows.add(row((List<?>) group, state)));
    return table.run().rows(rows);
  }

  private List<?> group(RowExpressions expressions, byte[] key, long pane) {
    Object[] values = expressions.of(table.columns().row(key, pane));
    return values == null ? null : Collections.unmodifiableList(Arrays.asList(values));
  }

  private Object[] row(List<?> group, State state) {
    Object[] row = new Object[group.size() + results.size()];
    for (int i = 0; i < group.size(); i++) {
      row[i] = group.get(i);
    }
    for (int i = 0; i < results.size(); i++) {
      row[group.size() + i] = result(results.get(i), state);
    }
    return row;
  }

  private Object result(Result result, State state) {
    Fold fold = table.view().fold();
    Object value = table.run().present(fold, state, result.measure());
    if (!result.sum()) {
      return value;
    }
    return state.events() == 0 ? null : value instanceof Long sum ? BigDecimal.valueOf(sum) : value;
  }
}
