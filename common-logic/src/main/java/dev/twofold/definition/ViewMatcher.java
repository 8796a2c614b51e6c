package dev.twofold.definition;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.definition.ViewPlan.PlannedMeasure;
import dev.twofold.definition.ViewStatement.Item;
import dev.twofold.event.SourceDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Takes relational algebra apart: Project(Aggregate(Project(Filter(Scan)))) and nothing else. */
final class ViewMatcher {
  private final ViewStatement statement;
  private final ViewErrors errors;
  private final List<RexNode> inputs;
  private final RexNode filter;

  private ViewMatcher(
      ViewStatement statement, ViewErrors errors, List<RexNode> inputs, RexNode filter) {
    this.statement = statement;
    this.errors = errors;
    this.inputs = inputs;
    this.filter = filter;
  }

  /** Null where the plan is not of that form, which was reported. */
  static ViewPlan match(RelNode root, ViewStatement statement, ViewErrors errors) {
    RelNode node = root;
    List<RexNode> outputs = null;
    if (node instanceof Project project) {
      outputs = project.getProjects();
      node = project.getInput();
    }
    if (!(node instanceof Aggregate aggregate)
        || aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
      return unexpected(statement, errors, node);
    }
    if (outputs == null) {
      outputs = columns(aggregate);
    }
    node = aggregate.getInput();
    List<RexNode> inputs = columns(node);
    while (node instanceof Project project) {
      inputs = RelOptUtil.pushPastProject(inputs, project);
      node = project.getInput();
    }
    RexNode filter = null;
    if (node instanceof Filter where) {
      filter = where.getCondition();
      node = where.getInput();
    }
    if (!(node instanceof TableScan)) {
      return unexpected(statement, errors, node);
    }
    return new ViewMatcher(statement, errors, inputs, filter).match(aggregate, outputs);
  }

  private static List<RexNode> columns(RelNode node) {
    return IntStream.range(0, node.getRowType().getFieldCount())
        .<RexNode>mapToObj(i -> RexInputRef.of(i, node.getRowType()))
        .toList();
  }

  private static ViewPlan unexpected(ViewStatement statement, ViewErrors errors, RelNode node) {
    errors.at(
        statement.select(),
        "A view is SELECT keys and aggregates FROM one source WHERE ... GROUP BY keys; this"
            + " compiles to something else ("
            + node.getRelTypeName()
            + ").");
    return null;
  }

  private ViewPlan match(Aggregate aggregate, List<RexNode> outputs) {
    List<Integer> group = aggregate.getGroupSet().asList();
    List<ViewPlan.Key> keys = new ArrayList<>();
    List<PlannedMeasure> measures = new ArrayList<>();
    Set<Integer> selected = new HashSet<>();
    for (int i = 0; i < outputs.size(); i++) {
      Item item = statement.items().get(i);
      if (!(outputs.get(i) instanceof RexInputRef ref)) {
        errors.at(
            item.expression(),
            "A selected column is one group key or one aggregate, not an expression over them."
                + " Select them and compute when you query.");
      } else if (ref.getIndex() < group.size()) {
        selected.add(ref.getIndex());
        RexNode expression = inputs.get(group.get(ref.getIndex()));
        DataType type = type(expression, item.expression());
        if (type != null) {
          keys.add(
              new ViewPlan.Key(
                  new Column(item.name(), type, isNullable(expression, type)), expression));
        }
      } else {
        PlannedMeasure measure =
            measure(item, aggregate.getAggCallList().get(ref.getIndex() - group.size()));
        if (measure != null) {
          measures.add(measure);
        }
      }
    }
    boolean wrong = errors.any();
    for (int i = 0; i < group.size(); i++) {
      if (!wrong && !selected.contains(i)) {
        SqlNode key = i < statement.keys().size() ? statement.keys().get(i) : statement.select();
        errors.at(
            key,
            "The view groups by "
                + ViewMessages.simple(key.toString())
                + " and does not select it: its rows could not be told apart. Add it to SELECT.");
      }
    }
    return errors.any()
        ? null
        : new ViewPlan(
            statement.source(),
            filter,
            List.copyOf(keys),
            List.copyOf(measures),
            statement.paneMillis());
  }

  private PlannedMeasure measure(Item item, AggregateCall call) {
    // Calcite makes APPROX_COUNT_DISTINCT a COUNT(DISTINCT) that may be approximate.
    boolean sketch = call.isApproximate();
    String function = sketch ? "APPROX_COUNT_DISTINCT" : call.getAggregation().getName();
    boolean distinct = call.isDistinct() && !sketch;
    List<RexNode> operands = new ArrayList<>(call.getArgList().stream().map(inputs::get).toList());
    List<BigDecimal> parameters = new ArrayList<>();
    for (int i = AggregateChoice.parameters(function); i > 0; i--) {
      RexNode last = operands.remove(operands.size() - 1);
      BigDecimal value = literal(last);
      if (value == null) {
        errors.at(
            item.expression(),
            "The last operand of "
                + function
                + " must be a number written out, such as "
                + (function.equals("APPROX_TOP_K") ? "10" : "0.95")
                + ": it is the same for every event.");
        return null;
      }
      parameters.add(0, value);
    }
    if (function.equals("COUNT") && !distinct && !operands.isEmpty()) {
      operands.removeIf(this::isNeverNull);
    }
    List<DataType> types =
        operands.stream().map(operand -> type(operand, item.expression())).toList();
    if (types.contains(null)) {
      return null;
    }
    try {
      AggregateChoice choice = AggregateChoice.of(function, distinct, types, parameters);
      if (function.equals("LATEST")) {
        operands.add(eventTime());
      }
      RexNode measureFilter = call.filterArg < 0 ? null : inputs.get(call.filterArg);
      return new PlannedMeasure(item.name(), choice, operands, measureFilter);
    } catch (IllegalArgumentException e) {
      errors.at(item.expression(), e.getMessage() + ".");
      return null;
    }
  }

  /** An expression's error makes NULL, and so does a text too long for a key. */
  private boolean isNullable(RexNode expression, DataType type) {
    return !isNeverNull(expression) || type.equals(DataType.VARCHAR);
  }

  private boolean isNeverNull(RexNode expression) {
    return expression instanceof RexInputRef ref
        && !statement.source().columns().get(ref.getIndex()).column().nullable();
  }

  private RexNode eventTime() {
    SourceDefinition source = statement.source();
    return RexInputRef.of(source.eventTime(), ViewTypes.rowType(source, ViewTypes.newFactory()));
  }

  private DataType type(RexNode expression, SqlNode where) {
    DataType type = ViewTypes.dataType(expression.getType());
    if (type == null) {
      errors.at(where, "A view has no values of type " + expression.getType() + ".");
    }
    return type;
  }

  private static BigDecimal literal(RexNode node) {
    RexNode bare = node;
    boolean negative = false;
    while (bare instanceof RexCall call
        && (call.getKind() == SqlKind.CAST || call.getKind() == SqlKind.MINUS_PREFIX)) {
      negative ^= call.getKind() == SqlKind.MINUS_PREFIX;
      bare = call.getOperands().get(0);
    }
    if (bare instanceof RexLiteral literal
        && !literal.isNull()
        && literal.getType().getFamily() == SqlTypeFamily.NUMERIC) {
      BigDecimal value = literal.getValueAs(BigDecimal.class);
      return value != null && negative ? value.negate() : value;
    }
    return null;
  }
}
