package dev.twofold.definition;

import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.definition.KernelBlock.Value;
import dev.twofold.event.SourceDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Writes Java that computes an expression with SQL's three-valued logic. Every operation is total
 * (an error makes NULL), so that code can be straight: each subexpression is computed once, into a
 * variable, whether or not a CASE needs it.
 */
final class ExpressionWriter {
  final KernelConstants constants;

  private final ConditionWriter conditions = new ConditionWriter(this);
  private final NumberWriter numbers = new NumberWriter(this);
  private final TextWriter texts = new TextWriter(this);

  private final SourceDefinition source;

  ExpressionWriter(SourceDefinition source, KernelConstants constants) {
    this.source = source;
    this.constants = constants;
  }

  /**
   * @throws Unsupported where views have no such expression
   */
  Value write(RexNode expression, KernelBlock block) {
    Value known = block.known(expression);
    if (known == null) {
      known = compute(expression, block);
      block.remember(expression, known);
    }
    return known;
  }

  private Value compute(RexNode expression, KernelBlock block) {
    if (expression instanceof RexInputRef ref) {
      return column(ref, block);
    }
    if (expression instanceof RexLiteral literal) {
      return literal(literal);
    }
    if (!(expression instanceof RexCall call)) {
      throw new Unsupported("A view cannot compute " + expression + ".");
    }
    return switch (call.getKind()) {
      case SEARCH ->
          write(RexUtil.expandSearch(new RexBuilder(ViewTypes.newFactory()), null, call), block);
      case AND,
          OR,
          NOT,
          IS_NULL,
          IS_NOT_NULL,
          IS_TRUE,
          IS_NOT_TRUE,
          IS_FALSE,
          IS_NOT_FALSE,
          EQUALS,
          NOT_EQUALS,
          LESS_THAN,
          LESS_THAN_OR_EQUAL,
          GREATER_THAN,
          GREATER_THAN_OR_EQUAL,
          IS_DISTINCT_FROM,
          IS_NOT_DISTINCT_FROM ->
          conditions.write(call, block);
      case CASE -> choose(call, block);
      case CAST -> cast(call, block);
      case PLUS, MINUS, TIMES, DIVIDE, MOD, MINUS_PREFIX, PLUS_PREFIX, FLOOR, CEIL, EXTRACT ->
          numbers.write(call, block);
      default ->
          call.getOperator().getName().equals("ABS")
              ? numbers.write(call, block)
              : texts.write(call, block);
    };
  }

  List<Value> operands(RexCall call, KernelBlock block) {
    List<Value> values = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      values.add(write(operand, block));
    }
    return values;
  }

  static DataType typeOf(RexNode expression) {
    DataType type = ViewTypes.dataType(expression.getType());
    if (type == null) {
      throw new Unsupported("A view has no values of type " + expression.getType() + ".");
    }
    return type;
  }

  static String javaType(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "boolean";
      case BIGINT, TIMESTAMP -> "long";
      case DOUBLE -> "double";
      case DECIMAL -> "java.math.BigDecimal";
      case VARCHAR -> "String";
      case BINARY, LIST -> throw new Unsupported("A view cannot compute a " + type + ".");
    };
  }

  private static String someValue(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "false";
      case BIGINT, TIMESTAMP -> "0L";
      case DOUBLE -> "0.0";
      default -> "null";
    };
  }

  static Value nullOf(DataType type) {
    return new Value(type, someValue(type), "true");
  }

  /** The condition that any of the values is NULL. */
  static String anyNull(List<Value> values) {
    List<String> flags = new ArrayList<>();
    for (Value value : values) {
      if (!value.neverNull() && !flags.contains(value.isNull())) {
        flags.add(value.isNull());
      }
    }
    return flags.isEmpty() ? "false" : String.join(" | ", flags);
  }

  /** A value that is NULL where any operand is; the code is not run then. */
  Value guarded(DataType type, List<Value> operands, String code, KernelBlock block) {
    String isNull = anyNull(operands);
    if (isNull.equals("false")) {
      return new Value(type, block.variable(javaType(type), code), "false");
    }
    String flag = isNull.contains(" ") ? block.variable("boolean", isNull) : isNull;
    String guarded = flag + " ? " + someValue(type) + " : " + code;
    return new Value(type, block.variable(javaType(type), guarded), flag);
  }

  /** As {@link #guarded}, for code that yields a Java null for SQL's NULL. */
  Value guardedNullable(DataType type, List<Value> operands, String code, KernelBlock block) {
    String value = guarded(type, operands, code, block).code();
    return new Value(type, value, block.variable("boolean", value + " == null"));
  }

  private Value column(RexInputRef ref, KernelBlock block) {
    DataType type = typeOf(ref);
    int index = ref.getIndex();
    String isNull =
        source.columns().get(index).column().nullable()
            ? block.variable("boolean", "row.nulls[" + index + "]")
            : "false";
    String code =
        switch (type.kind()) {
          case BOOLEAN ->
              (isNull.equals("false") ? "" : "!" + isNull + " & ")
                  + "row.words["
                  + index
                  + "] != 0L";
          case BIGINT, TIMESTAMP -> "row.words[" + index + "]";
          case DOUBLE -> "Double.longBitsToDouble(row.words[" + index + "])";
          default -> "(" + javaType(type) + ") row.refs[" + index + "]";
        };
    return new Value(type, block.variable(javaType(type), code), isNull);
  }

  private Value literal(RexLiteral literal) {
    if (literal.isNull()) {
      DataType type = ViewTypes.dataType(literal.getType());
      return nullOf(type == null ? DataType.BOOLEAN : type);
    }
    DataType type = typeOf(literal);
    String code =
        switch (type.kind()) {
          case BOOLEAN -> String.valueOf(RexLiteral.booleanValue(literal));
          case BIGINT ->
              KernelConstants.quote(literal.getValueAs(BigDecimal.class).longValueExact());
          case TIMESTAMP -> KernelConstants.quote(literal.getValueAs(Long.class));
          case DOUBLE -> KernelConstants.quote(literal.getValueAs(Double.class));
          case DECIMAL -> decimal(literal.getValueAs(BigDecimal.class).setScale(type.scale()));
          default -> KernelConstants.quote(literal.getValueAs(String.class));
        };
    return new Value(type, code, "false");
  }

  String decimal(BigDecimal value) {
    return constants.constant(
        "java.math.BigDecimal",
        "new java.math.BigDecimal(" + KernelConstants.quote(value.toString()) + ")");
  }

  /** CASE WHEN c THEN v ... ELSE e END; COALESCE and NULLIF arrive as it. */
  private Value choose(RexCall call, KernelBlock block) {
    DataType type = typeOf(call);
    List<RexNode> operands = call.getOperands();
    Value otherwise = converted(operands.get(operands.size() - 1), type, block);
    String code = otherwise.code();
    String isNull = otherwise.isNull();
    for (int i = operands.size() - 3; i >= 0; i -= 2) {
      Value condition = write(operands.get(i), block);
      Value value = converted(operands.get(i + 1), type, block);
      code = block.variable(javaType(type), condition.code() + " ? " + value.code() + " : " + code);
      isNull =
          isNull.equals(value.isNull())
              ? isNull
              : block.variable(
                  "boolean", condition.code() + " ? " + value.isNull() + " : " + isNull);
    }
    if (type.kind() == Kind.BOOLEAN && !isNull.equals("false")) {
      code = block.variable("boolean", "!" + isNull + " & " + code);
    }
    return new Value(type, code, isNull);
  }

  private Value converted(RexNode expression, DataType type, KernelBlock block) {
    if (expression instanceof RexLiteral literal && literal.isNull()) {
      return nullOf(type);
    }
    return convert(write(expression, block), type, block);
  }

  private Value cast(RexCall call, KernelBlock block) {
    RexNode operand = call.getOperands().get(0);
    return call.getType().getSqlTypeName() == SqlTypeName.NULL
        ? write(operand, block)
        : converted(operand, typeOf(call), block);
  }

  /** The value as another type: a number that does not fit becomes NULL. */
  Value convert(Value value, DataType type, KernelBlock block) {
    if (value.type().equals(type)) {
      return value;
    }
    if (value.isNull().equals("true")) {
      return nullOf(type);
    }
    if (isNumber(value.type()) && isNumber(type)) {
      return numbers.convert(value, type, block);
    }
    throw new Unsupported(
        "Type mismatch: "
            + value.type()
            + " where "
            + type
            + " is needed. Compare and combine values of one type.");
  }

  static boolean isNumber(DataType type) {
    return type.kind() == Kind.BIGINT || type.kind() == Kind.DOUBLE || type.kind() == Kind.DECIMAL;
  }
}
