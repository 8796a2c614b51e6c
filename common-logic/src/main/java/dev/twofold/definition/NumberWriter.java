package dev.twofold.definition;

import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.definition.KernelBlock.Value;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlKind;

/** Arithmetic: an overflow or a division by zero makes NULL. */
final class NumberWriter {
  private static final String SCALARS = "dev.twofold.data.Scalars.";

  private final ExpressionWriter expressions;

  NumberWriter(ExpressionWriter expressions) {
    this.expressions = expressions;
  }

  Value write(RexCall call, KernelBlock block) {
    DataType type = ExpressionWriter.typeOf(call);
    if (call.getKind() == SqlKind.EXTRACT) {
      return extract(call, block);
    }
    List<Value> operands = expressions.operands(call, block);
    for (Value operand : operands) {
      if (operand.isNull().equals("true")) {
        return ExpressionWriter.nullOf(type);
      }
      if (!ExpressionWriter.isNumber(operand.type())) {
        throw new Unsupported(
            "Type mismatch: "
                + call.getOperator().getName()
                + " takes numbers, not "
                + operand.type()
                + ".");
      }
    }
    if (operands.size() == 1) {
      return unary(call, type, operands.get(0), block);
    }
    if (operands.size() > 2) {
      throw new Unsupported("A view cannot compute " + call + ".");
    }
    return switch (type.kind()) {
      case BIGINT -> longs(call.getKind(), operands, block);
      case DOUBLE -> doubles(call.getKind(), operands, block);
      default -> decimals(call.getKind(), type, operands, block);
    };
  }

  private Value longs(SqlKind kind, List<Value> operands, KernelBlock block) {
    List<Value> longs =
        operands.stream().map(v -> expressions.convert(v, DataType.BIGINT, block)).toList();
    String a = longs.get(0).code();
    String b = longs.get(1).code();
    String arguments = "(" + a + ", " + b + ")";
    return switch (kind) {
      case PLUS -> failing(longs, a + " + " + b, SCALARS + "addFails" + arguments, block);
      case MINUS -> failing(longs, a + " - " + b, SCALARS + "subtractFails" + arguments, block);
      case TIMES -> failing(longs, a + " * " + b, SCALARS + "multiplyFails" + arguments, block);
      case DIVIDE -> failingFirst(longs, a + " / " + b, SCALARS + "divideFails" + arguments, block);
      default -> failingFirst(longs, a + " % " + b, b + " == 0L", block);
    };
  }

  private Value doubles(SqlKind kind, List<Value> operands, KernelBlock block) {
    List<Value> doubles =
        operands.stream().map(v -> expressions.convert(v, DataType.DOUBLE, block)).toList();
    String operator =
        switch (kind) {
          case PLUS -> " + ";
          case MINUS -> " - ";
          case TIMES -> " * ";
          case DIVIDE -> " / ";
          default -> " % ";
        };
    // Adding 0.0 makes -0.0 into 0.0.
    String code = doubles.get(0).code() + operator + doubles.get(1).code() + " + 0.0";
    String value = block.variable("double", code);
    return new Value(DataType.DOUBLE, value, or(doubles, SCALARS + "fails(" + value + ")", block));
  }

  private Value decimals(SqlKind kind, DataType type, List<Value> operands, KernelBlock block) {
    List<Value> exact = operands.stream().map(v -> exact(v, block)).toList();
    String a = exact.get(0).code();
    String b = exact.get(1).code();
    String size = ", " + type.precision() + ", " + type.scale() + ")";
    String code =
        switch (kind) {
          case PLUS -> SCALARS + "fit(" + a + ".add(" + b + ")" + size;
          case MINUS -> SCALARS + "fit(" + a + ".subtract(" + b + ")" + size;
          case TIMES -> SCALARS + "fit(" + a + ".multiply(" + b + ")" + size;
          case DIVIDE -> SCALARS + "divide(" + a + ", " + b + size;
          default -> SCALARS + "mod(" + a + ", " + b + size;
        };
    return expressions.guardedNullable(type, exact, code, block);
  }

  /** A BIGINT or a DECIMAL as a BigDecimal of whatever scale. */
  private Value exact(Value value, KernelBlock block) {
    return switch (value.type().kind()) {
      case BIGINT -> convert(value, DataType.decimal(19, 0), block);
      case DECIMAL -> value;
      default ->
          throw new Unsupported(
              "Type mismatch: a DOUBLE where an exact number is needed. Use CAST.");
    };
  }

  private Value unary(RexCall call, DataType type, Value operand, KernelBlock block) {
    String a = operand.code();
    List<Value> operands = List.of(operand);
    switch (call.getKind()) {
      case PLUS_PREFIX -> {
        return operand;
      }
      case MINUS_PREFIX -> {
        return switch (operand.type().kind()) {
          case BIGINT -> failing(operands, "-" + a, a + " == Long.MIN_VALUE", block);
          case DOUBLE -> expressions.guarded(type, operands, "0.0 - " + a, block);
          default -> expressions.guarded(type, operands, a + ".negate()", block);
        };
      }
      case FLOOR, CEIL -> {
        boolean floor = call.getKind() == SqlKind.FLOOR;
        return switch (operand.type().kind()) {
          case BIGINT -> operand;
          case DOUBLE ->
              expressions.guarded(
                  type, operands, (floor ? "Math.floor(" : "Math.ceil(") + a + ") + 0.0", block);
          default ->
              expressions.guardedNullable(
                  type,
                  operands,
                  SCALARS
                      + "fit("
                      + a
                      + ".setScale(0, java.math.RoundingMode."
                      + (floor ? "FLOOR" : "CEILING")
                      + "), "
                      + type.precision()
                      + ", "
                      + type.scale()
                      + ")",
                  block);
        };
      }
      default -> {
        return switch (operand.type().kind()) {
          case BIGINT -> failing(operands, "Math.abs(" + a + ")", a + " == Long.MIN_VALUE", block);
          case DOUBLE -> expressions.guarded(type, operands, "Math.abs(" + a + ")", block);
          default -> expressions.guarded(type, operands, a + ".abs()", block);
        };
      }
    }
  }

  private Value extract(RexCall call, KernelBlock block) {
    String unit = ((RexLiteral) call.getOperands().get(0)).getValue().toString();
    Value time = expressions.write(call.getOperands().get(1), block);
    if (time.type().kind() != Kind.TIMESTAMP) {
      throw new Unsupported("EXTRACT takes a TIMESTAMP, not " + time.type() + ".");
    }
    List<String> units =
        List.of("YEAR", "QUARTER", "MONTH", "DAY", "DOW", "DOY", "HOUR", "MINUTE", "SECOND");
    if (!units.contains(unit)) {
      throw new Unsupported(
          "EXTRACT does not take " + unit + ". It takes " + String.join(", ", units) + ".");
    }
    String code = SCALARS + "extract(" + KernelConstants.quote(unit) + ", " + time.code() + ")";
    return expressions.guarded(DataType.BIGINT, List.of(time), code, block);
  }

  Value convert(Value value, DataType type, KernelBlock block) {
    List<Value> operands = List.of(value);
    String a = value.code();
    String size = ", " + type.precision() + ", " + type.scale() + ")";
    Kind from = value.type().kind();
    switch (type.kind()) {
      case BIGINT -> {
        if (from == Kind.DOUBLE) {
          return failing(operands, "(long) " + a, SCALARS + "toLongFails(" + a + ")", block);
        }
        String flag = or(operands, "false", block);
        String boxed =
            block.variable(
                "Long",
                (flag.equals("false") ? "" : flag + " ? null : ") + SCALARS + "toLong(" + a + ")");
        String isNull = block.variable("boolean", boxed + " == null");
        String number = block.variable("long", isNull + " ? 0L : " + boxed + ".longValue()");
        return new Value(type, number, isNull);
      }
      case DOUBLE -> {
        return from == Kind.BIGINT
            ? new Value(type, block.variable("double", "(double) " + a), value.isNull())
            : expressions.guarded(type, operands, a + ".doubleValue() + 0.0", block);
      }
      default -> {
        if (from == Kind.DOUBLE) {
          return expressions.guardedNullable(
              type, operands, SCALARS + "toDecimal(" + a + size, block);
        }
        String decimal = from == Kind.BIGINT ? "java.math.BigDecimal.valueOf(" + a + ")" : a;
        boolean fits =
            from == Kind.BIGINT && type.precision() - type.scale() >= 19 && type.scale() == 0;
        return fits
            ? expressions.guarded(type, operands, decimal, block)
            : expressions.guardedNullable(type, operands, SCALARS + "fit(" + decimal + size, block);
      }
    }
  }

  /** A long that is harmless to compute, and NULL where {@code fails}. */
  private Value failing(List<Value> operands, String code, String fails, KernelBlock block) {
    return new Value(DataType.BIGINT, block.variable("long", code), or(operands, fails, block));
  }

  /** A long that must not be computed where {@code fails}: there it is NULL. */
  private Value failingFirst(List<Value> operands, String code, String fails, KernelBlock block) {
    String flag = or(operands, fails, block);
    return new Value(DataType.BIGINT, block.variable("long", flag + " ? 0L : " + code), flag);
  }

  private static String or(List<Value> operands, String condition, KernelBlock block) {
    String isNull = ExpressionWriter.anyNull(operands);
    if (condition.equals("false")) {
      return isNull.contains(" ") ? block.variable("boolean", isNull) : isNull;
    }
    return block.variable(
        "boolean", isNull.equals("false") ? condition : isNull + " | " + condition);
  }
}
