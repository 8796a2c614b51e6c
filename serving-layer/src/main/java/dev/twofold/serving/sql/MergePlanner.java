package dev.twofold.serving.sql;

import dev.twofold.serving.sql.MergedTable.Result;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.prepare.RelOptTableImpl;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.core.Aggregate.Group;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.metadata.RelColumnOrigin;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Util;

/**
 * Replaces each grouping that merges states by a table that does so, and refuses sums of what does
 * not add up.
 */
final class MergePlanner extends RelShuttleImpl {
  private final CalciteSchema schema;
  private int made;

  /**
   * @param schema gets the tables
   */
  MergePlanner(CalciteSchema schema) {
    this.schema = schema;
  }

  @Override
  public RelNode visit(LogicalAggregate aggregate) {
    aggregate.getAggCallList().forEach(call -> checkAddsUp(aggregate, call));
    return aggregate.getAggCallList().stream().anyMatch(MergePlanner::isMerge)
        ? merged(aggregate)
        : WideSums.of((LogicalAggregate) super.visit(aggregate));
  }

  /** Subqueries are no children of the node whose expressions hold them. */
  private RelNode inSubqueries(RelNode node) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            return query.clone(query.rel.accept(MergePlanner.this));
          }
        });
  }

  @Override
  public RelNode visit(LogicalFilter filter) {
    return super.visit((LogicalFilter) inSubqueries(filter));
  }

  @Override
  public RelNode visit(LogicalProject project) {
    return super.visit((LogicalProject) inSubqueries(project));
  }

  @Override
  public RelNode visit(LogicalJoin join) {
    return super.visit((LogicalJoin) inSubqueries(join));
  }

  private static boolean isMerge(AggregateCall call) {
    return call.getAggregation() instanceof MergeFunction;
  }

  /**
   * @throws SqlException for a sum of a measure whose events several rows share
   */
  private static void checkAddsUp(LogicalAggregate aggregate, AggregateCall call) {
    SqlKind kind = call.getAggregation().getKind();
    if (kind != SqlKind.SUM && kind != SqlKind.SUM0 && kind != SqlKind.AVG) {
      return;
    }
    RelColumnOrigin origin =
        aggregate
            .getCluster()
            .getMetadataQuery()
            .getColumnOrigin(aggregate.getInput(), call.getArgList().get(0));
    if (origin == null || origin.isDerived()) {
      return;
    }
    ViewTable table = origin.getOriginTable().unwrap(ViewTable.class);
    int column = origin.getOriginColumnOrdinal();
    if (kind == SqlKind.AVG || table == null || !table.columns().isMeasure(column)) {
      return;
    }
    int measure = table.columns().measure(column);
    if (!table.view().fold().measures().get(measure).aggregate().additive()) {
      String name = table.columns().measureNames().get(measure);
      throw new SqlException(
          "SUM(" + name + ") would add up what does not add up: rows share events and values.",
          "Use MERGE(" + name + "), which is the measure of all events of the group.");
    }
  }

  private RelNode merged(LogicalAggregate aggregate) {
    if (aggregate.getGroupType() != Group.SIMPLE) {
      throw new SqlException(
          "MERGE does not go with CUBE, ROLLUP or GROUPING SETS.",
          "Write a SELECT for each grouping, and UNION ALL between them.");
    }
    List<RexNode> fields = new ArrayList<>();
    RelNode node = aggregate.getInput();
    for (int i = 0; i < node.getRowType().getFieldCount(); i++) {
      fields.add(RexInputRef.of(i, node.getRowType()));
    }
    List<RexNode> conditions = new ArrayList<>();
    while (!(node instanceof TableScan)) {
      if (node instanceof Project project && !project.containsOver()) {
        fields = RelOptUtil.pushPastProject(fields, project);
        conditions = new ArrayList<>(RelOptUtil.pushPastProject(conditions, project));
      } else if (node instanceof Filter filter) {
        conditions.add(filter.getCondition());
      } else {
        throw notAView();
      }
      node = node.getInput(0);
    }
    ViewTable table = node.getTable().unwrap(ViewTable.class);
    if (table == null) {
      throw notAView();
    }
    List<RexNode> groups = new ArrayList<>();
    for (int field : aggregate.getGroupSet()) {
      groups.add(fields.get(field));
    }
    checkSelects(groups, "grouped by", table.columns());
    checkSelects(conditions, "filtered by", table.columns());
    List<Result> results = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      results.add(result(call, fields, table.columns()));
    }
    return scan(
        aggregate, new MergedTable(table, conditions, groups, results, aggregate.getRowType()));
  }

  private static SqlException notAView() {
    return new SqlException(
        "MERGE merges the rows of one view, and these are rows of something else.",
        "Group the view in a SELECT of its own, and join or order what that gives: SELECT ... FROM"
            + " (SELECT channel, MERGE(users) AS users FROM v GROUP BY channel) ...");
  }

  private static void checkSelects(List<RexNode> nodes, String verb, ViewColumns columns) {
    for (RexNode node : nodes) {
      if (RexUtil.SubQueryFinder.find(node) != null || node instanceof RexSubQuery) {
        throw new SqlException(
            "The rows that MERGE merges cannot be " + verb + " a subquery.",
            "Merge first, by more columns, and use the subquery on what that gives.");
      }
      for (int column : RelOptUtil.InputFinder.bits(node)) {
        if (columns.isMeasure(column)) {
          throw new SqlException(
              "The rows that MERGE merges cannot be "
                  + verb
                  + " a measure: "
                  + columns.measureNames().get(columns.measure(column))
                  + ".",
              "Use key columns and windows, or HAVING on what is merged.");
        }
      }
    }
  }

  private static Result result(AggregateCall call, List<RexNode> fields, ViewColumns columns) {
    boolean sum = call.getAggregation().getKind() == SqlKind.SUM && !call.isDistinct();
    if (!isMerge(call) && !sum) {
      throw new SqlException(
          "Beside MERGE there can be no " + call.getAggregation().getName() + " in one SELECT.",
          "Compute it in a SELECT of its own, and join the two by what they are grouped by.");
    }
    if (call.filterArg >= 0) {
      throw new SqlException(
          "MERGE does not go with FILTER.", "Filter in WHERE, in a SELECT of its own.");
    }
    RexNode argument = fields.get(Util.last(call.getArgList()));
    if (argument instanceof RexInputRef ref && columns.isMeasure(ref.getIndex())) {
      return new Result(columns.measure(ref.getIndex()), sum);
    }
    throw new SqlException(
        call.getAggregation().getName() + " takes a measure here, and this is an expression.",
        columns.measureNames().isEmpty()
            ? "The view has no measures."
            : "Its measures are " + String.join(", ", columns.measureNames()) + ".");
  }

  private RelNode scan(LogicalAggregate aggregate, MergedTable table) {
    String name = "merged " + ++made;
    CalciteSchema.TableEntry entry = schema.add(name, table);
    RelOptTable relational =
        RelOptTableImpl.create(null, aggregate.getRowType(), entry, table.rowCount());
    return LogicalTableScan.create(aggregate.getCluster(), relational, List.of());
  }
}
