package dev.twofold.serving.sql;

import dev.twofold.fold.State;
import dev.twofold.serving.query.QueryEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ProjectableFilterableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/** A view as a statement sees it: a row for each key and window that has events. */
final class ViewTable extends AbstractTable implements ProjectableFilterableTable {
  private final QueryEngine view;
  private final ViewColumns columns;
  private final SqlRun run;

  ViewTable(QueryEngine view, SqlRun run) {
    this.view = view;
    this.columns = new ViewColumns(view.fold());
    this.run = run;
  }

  QueryEngine view() {
    return view;
  }

  ViewColumns columns() {
    return columns;
  }

  SqlRun run() {
    return run;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    return columns.rowType(factory);
  }

  /** Conditions are left in the list: asked again of the rows, none passes by mistake. */
  @Override
  public Enumerable<Object[]> scan(DataContext context, List<RexNode> filters, int[] projects) {
    RexBuilder rex = new RexBuilder(context.getTypeFactory());
    Map<Object, State> states =
        run.merge(view, Pushdown.of(columns, filters, rex), KeyAndPane::new);
    int[] wanted = projects == null ? all() : projects;
    List<Object[]> rows = new ArrayList<>(states.size());
    states.forEach((group, state) -> rows.add(row((KeyAndPane) group, state, wanted)));
    return run.rows(rows);
  }

  private int[] all() {
    int[] all = new int[columns.size()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private Object[] row(KeyAndPane group, State state, int[] wanted) {
    Object[] whole = columns.row(group.key, group.pane);
    Object[] row = new Object[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      row[i] =
          columns.isMeasure(wanted[i])
              ? run.present(view.fold(), state, columns.measure(wanted[i]))
              : whole[wanted[i]];
    }
    return row;
  }

  /** What one row is of. */
  private record KeyAndPane(byte[] key, long pane) {
    @Override
    public boolean equals(Object other) {
      return other instanceof KeyAndPane that && pane == that.pane && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(key) + Long.hashCode(pane);
    }
  }
}
