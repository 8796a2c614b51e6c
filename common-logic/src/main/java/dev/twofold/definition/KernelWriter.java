package dev.twofold.definition;

import dev.twofold.data.DataType;
import dev.twofold.definition.KernelBlock.Value;
import dev.twofold.definition.ViewPlan.PlannedMeasure;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;

/** Writes a view's Java class, an implementation of {@link dev.twofold.fold.Kernel}. */
final class KernelWriter {
  static final String CLASS = "dev.twofold.fold.CompiledKernel";

  private final ViewPlan plan;
  private final ViewErrors errors;
  private final ViewStatement statement;
  private final KernelConstants constants = new KernelConstants();
  private final ExpressionWriter expressions;

  private KernelWriter(ViewPlan plan, ViewStatement statement, ViewErrors errors) {
    this.plan = plan;
    this.expressions = new ExpressionWriter(plan.source(), constants);
    this.statement = statement;
    this.errors = errors;
  }

  /** The Java source; of no use where errors were reported. */
  static String write(ViewPlan plan, ViewStatement statement, ViewErrors errors) {
    return new KernelWriter(plan, statement, errors).write();
  }

  private String write() {
    String methods =
        method("public boolean accepts(dev.twofold.data.Row row)", accepts())
            + method("public void writeKey(dev.twofold.data.Row row, KeyWriter out)", writeKey())
            + method("public void add(dev.twofold.data.Row row, Accumulator[] into)", add());
    return "package dev.twofold.fold;\n\npublic final class CompiledKernel implements Kernel {\n"
        + constants.declarations()
        + methods
        + "}\n";
  }

  private static String method(String signature, KernelBlock body) {
    return "\n  " + signature + " {\n" + body + "  }\n";
  }

  private KernelBlock accepts() {
    KernelBlock block = new KernelBlock();
    try {
      for (RexNode conjunct :
          plan.filter() == null ? List.<RexNode>of() : RelOptUtil.conjunctions(plan.filter())) {
        Value value = expressions.write(conjunct, block);
        block.line("if (!" + block.variable("boolean", value.code()) + ") return false;");
      }
    } catch (Unsupported e) {
      errors.at(statement.select().getWhere(), e.getMessage());
    }
    block.line("return true;");
    return block;
  }

  private KernelBlock writeKey() {
    KernelBlock block = new KernelBlock();
    for (ViewPlan.Key key : plan.keys()) {
      try {
        Value value = expressions.write(key.expression(), block);
        String write = "out.write" + writer(value.type()) + "(" + value.code() + ");";
        if (value.neverNull()) {
          block.line(write);
        } else {
          block.line("if (" + value.isNull() + ") { out.writeNull(); } else { " + write + " }");
        }
      } catch (Unsupported e) {
        errors.at(item(key.column().name()), e.getMessage());
      }
    }
    return block;
  }

  private static String writer(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "Boolean";
      case BIGINT, TIMESTAMP -> "Long";
      case DOUBLE -> "Double";
      case DECIMAL -> "Decimal";
      default -> "String";
    };
  }

  private KernelBlock add() {
    KernelBlock block = new KernelBlock();
    for (int i = 0; i < plan.measures().size(); i++) {
      PlannedMeasure measure = plan.measures().get(i);
      try {
        if (measure.filter() == null) {
          add(measure, i, block);
        } else {
          Value filter = expressions.write(measure.filter(), block);
          KernelBlock nested = block.nested();
          add(measure, i, nested);
          block.append("if (" + filter.code() + ")", nested);
        }
      } catch (Unsupported e) {
        errors.at(item(measure.name()), e.getMessage());
      }
    }
    return block;
  }

  private void add(PlannedMeasure measure, int index, KernelBlock block) {
    List<Value> inputs =
        measure.inputs().stream().map(input -> expressions.write(input, block)).toList();
    String accumulator = measure.aggregate().spec().create().getClass().getSimpleName();
    List<String> arguments =
        inputs.stream()
            .limit(measure.aggregate().countsOnly() ? 0 : inputs.size())
            .map(input -> measure.aggregate().boxed() ? boxed(input) : input.code())
            .toList();
    String call =
        "((" + accumulator + ") into[" + index + "]).add(" + String.join(", ", arguments) + ");";
    String isNull = ExpressionWriter.anyNull(inputs);
    block.line(isNull.equals("false") ? call : "if (!(" + isNull + ")) " + call);
  }

  private static String boxed(Value value) {
    return switch (value.type().kind()) {
      case BOOLEAN -> "(Object) Boolean.valueOf(" + value.code() + ")";
      case BIGINT, TIMESTAMP -> "(Object) Long.valueOf(" + value.code() + ")";
      case DOUBLE -> "(Object) Double.valueOf(" + value.code() + ")";
      default -> "(Object) " + value.code();
    };
  }

  private SqlNode item(String name) {
    return statement.items().stream()
        .filter(item -> item.name().equals(name))
        .findFirst()
        .orElseThrow()
        .expression();
  }
}
