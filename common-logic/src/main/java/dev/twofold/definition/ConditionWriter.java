package dev.twofold.definition;

import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.definition.KernelBlock.Value;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Comparisons and three-valued logic. A condition's code is false where it is NULL. */
final class ConditionWriter {
  private final ExpressionWriter expressions;
  private final MembershipWriter membership;

  ConditionWriter(ExpressionWriter expressions) {
    this.expressions = expressions;
    this.membership = new MembershipWriter(expressions);
  }

  Value write(RexCall call, KernelBlock block) {
    return switch (call.getKind()) {
      case AND, OR -> junction(call, block);
      case NOT -> not(expressions.write(call.getOperands().get(0), block), block);
      case IS_NULL -> never(expressions.write(call.getOperands().get(0), block).isNull());
      case IS_NOT_NULL ->
          never(negate(expressions.write(call.getOperands().get(0), block).isNull()));
      case IS_TRUE -> never(condition(call, block).code());
      case IS_NOT_TRUE -> never(negate(condition(call, block).code()));
      case IS_FALSE -> never(isFalse(condition(call, block), block));
      case IS_NOT_FALSE -> never(negate(isFalse(condition(call, block), block)));
      case IS_DISTINCT_FROM -> distinct(call, block);
      case IS_NOT_DISTINCT_FROM -> never(negate(distinct(call, block).code()));
      default -> compare(call.getKind(), operands(call, block), block);
    };
  }

  private Value condition(RexCall call, KernelBlock block) {
    return expressions.write(call.getOperands().get(0), block);
  }

  private List<Value> operands(RexCall call, KernelBlock block) {
    List<Value> operands = expressions.operands(call, block);
    Value a = operands.get(0);
    Value b = operands.get(1);
    if (a.isNull().equals("true") || b.isNull().equals("true")) {
      return operands;
    }
    if (ExpressionWriter.isNumber(a.type()) && ExpressionWriter.isNumber(b.type())) {
      return List.of(comparable(a, b, block), comparable(b, a, block));
    }
    if (a.type().kind() != b.type().kind()) {
      throw new Unsupported(
          "Type mismatch: cannot compare "
              + a.type()
              + " with "
              + b.type()
              + ". Compare values of one type.");
    }
    return operands;
  }

  /** Any two numbers compare as doubles where one is a DOUBLE, and else exactly. */
  private Value comparable(Value value, Value other, KernelBlock block) {
    if (other.type().kind() == Kind.DOUBLE) {
      return expressions.convert(value, DataType.DOUBLE, block);
    }
    return other.type().kind() == Kind.DECIMAL && value.type().kind() == Kind.BIGINT
        ? expressions.convert(value, DataType.decimal(19, 0), block)
        : value;
  }

  private Value compare(SqlKind kind, List<Value> operands, KernelBlock block) {
    if (operands.get(0).isNull().equals("true") || operands.get(1).isNull().equals("true")) {
      return ExpressionWriter.nullOf(DataType.BOOLEAN);
    }
    return expressions.guarded(
        DataType.BOOLEAN, operands, comparison(kind, operands.get(0), operands.get(1)), block);
  }

  private static String comparison(SqlKind kind, Value left, Value right) {
    String operator =
        switch (kind) {
          case EQUALS -> "==";
          case NOT_EQUALS -> "!=";
          case LESS_THAN -> "<";
          case LESS_THAN_OR_EQUAL -> "<=";
          case GREATER_THAN -> ">";
          default -> ">=";
        };
    String a = left.code();
    String b = right.code();
    boolean equality = kind == SqlKind.EQUALS || kind == SqlKind.NOT_EQUALS;
    String not = kind == SqlKind.NOT_EQUALS ? "!" : "";
    return switch (left.type().kind()) {
      case BIGINT, TIMESTAMP, DOUBLE -> "(" + a + " " + operator + " " + b + ")";
      case BOOLEAN ->
          equality
              ? "(" + a + " " + operator + " " + b + ")"
              : "((" + a + " ? 1 : 0) " + operator + " (" + b + " ? 1 : 0))";
      case DECIMAL -> "(" + a + ".compareTo(" + b + ") " + operator + " 0)";
      default ->
          equality
              ? "(" + not + a + ".equals(" + b + "))"
              : "(dev.twofold.data.Scalars.compare(" + a + ", " + b + ") " + operator + " 0)";
    };
  }

  private Value distinct(RexCall call, KernelBlock block) {
    List<Value> operands = operands(call, block);
    Value a = operands.get(0);
    Value b = operands.get(1);
    if (a.isNull().equals("true") || b.isNull().equals("true")) {
      return never(block.variable("boolean", a.isNull() + " != " + b.isNull()));
    }
    String differ = comparison(SqlKind.NOT_EQUALS, a, b);
    String either = ExpressionWriter.anyNull(operands);
    return never(
        block.variable(
            "boolean",
            either.equals("false")
                ? differ
                : "(" + either + ") ? (" + a.isNull() + " != " + b.isNull() + ") : " + differ));
  }

  private Value junction(RexCall call, KernelBlock block) {
    boolean and = call.getKind() == SqlKind.AND;
    List<RexNode> rest = new ArrayList<>(call.getOperands());
    List<Value> values = new ArrayList<>(membership.extract(rest, and, block));
    for (RexNode operand : rest) {
      values.add(expressions.write(operand, block));
    }
    Value result = values.get(0);
    for (Value value : values.subList(1, values.size())) {
      result = and ? and(result, value, block) : or(result, value, block);
    }
    return result;
  }

  private static Value and(Value a, Value b, KernelBlock block) {
    String code = block.variable("boolean", a.code() + " & " + b.code());
    if (a.neverNull() && b.neverNull()) {
      return never(code);
    }
    String unknown = ExpressionWriter.anyNull(List.of(a, b));
    String isNull =
        block.variable(
            "boolean", "(" + unknown + ") & !" + isFalse(a, block) + " & !" + isFalse(b, block));
    return new Value(DataType.BOOLEAN, code, isNull);
  }

  private static Value or(Value a, Value b, KernelBlock block) {
    String code = block.variable("boolean", a.code() + " | " + b.code());
    if (a.neverNull() && b.neverNull()) {
      return never(code);
    }
    String unknown = ExpressionWriter.anyNull(List.of(a, b));
    return new Value(
        DataType.BOOLEAN, code, block.variable("boolean", "(" + unknown + ") & !" + code));
  }

  private static Value not(Value value, KernelBlock block) {
    return new Value(
        DataType.BOOLEAN, block.variable("boolean", isFalse(value, block)), value.isNull());
  }

  private static String isFalse(Value value, KernelBlock block) {
    return value.neverNull()
        ? negate(value.code())
        : block.variable("boolean", "!" + value.code() + " & !" + value.isNull());
  }

  private static String negate(String condition) {
    return condition.equals("false")
        ? "true"
        : condition.equals("true") ? "false" : "!" + condition;
  }

  private static Value never(String code) {
    return new Value(DataType.BOOLEAN, code, "false");
  }
}
