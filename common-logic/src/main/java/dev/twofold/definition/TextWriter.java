package dev.twofold.definition;

import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.data.LikePattern;
import dev.twofold.definition.KernelBlock.Value;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Functions of text. Positions and lengths are in characters (code points). */
final class TextWriter {
  private static final String SCALARS = "dev.twofold.data.Scalars.";

  private final ExpressionWriter expressions;

  TextWriter(ExpressionWriter expressions) {
    this.expressions = expressions;
  }

  Value write(RexCall call, KernelBlock block) {
    if (call.getKind() == SqlKind.LIKE) {
      return like(call, block);
    }
    if (call.getKind() == SqlKind.TRIM) {
      return trim(call, block);
    }
    String function = call.getOperator().getName();
    List<Value> operands = expressions.operands(call, block);
    for (int i = 0; i < operands.size(); i++) {
      Kind wanted = function.equals("SUBSTRING") && i > 0 ? Kind.BIGINT : Kind.VARCHAR;
      Value operand = operands.get(i);
      if (operand.isNull().equals("true")) {
        return ExpressionWriter.nullOf(ExpressionWriter.typeOf(call));
      }
      if (operand.type().kind() != wanted) {
        throw new Unsupported(
            "Type mismatch: "
                + function
                + " takes "
                + wanted
                + " here, not "
                + operand.type()
                + ".");
      }
    }
    String a = operands.get(0).code();
    switch (function) {
      case "UPPER" -> {
        return expressions.guardedNullable(
            DataType.VARCHAR, operands, SCALARS + "upper(" + a + ")", block);
      }
      case "LOWER" -> {
        return expressions.guardedNullable(
            DataType.VARCHAR, operands, SCALARS + "lower(" + a + ")", block);
      }
      case "CHAR_LENGTH" -> {
        return expressions.guarded(DataType.BIGINT, operands, SCALARS + "length(" + a + ")", block);
      }
      case "||" -> {
        String arguments = a + ", " + operands.get(1).code();
        return expressions.guardedNullable(
            DataType.VARCHAR, operands, SCALARS + "concat(" + arguments + ")", block);
      }
      case "SUBSTRING" -> {
        String arguments = String.join(", ", operands.stream().map(Value::code).toList());
        return expressions.guardedNullable(
            DataType.VARCHAR, operands, SCALARS + "substring(" + arguments + ")", block);
      }
      default -> {
        throw new Unsupported("A view cannot use " + function + ".");
      }
    }
  }

  private Value like(RexCall call, KernelBlock block) {
    String pattern =
        literalText(
            call.getOperands().get(1), "LIKE takes a pattern written out, such as LIKE 'a%'.");
    Value text = expressions.write(call.getOperands().get(0), block);
    String make = "dev.twofold.data.LikePattern.of(" + KernelConstants.quote(pattern);
    try {
      if (call.getOperands().size() == 3) {
        int escape = oneCharacter(call.getOperands().get(2), "ESCAPE of LIKE takes one character.");
        LikePattern.of(pattern, escape);
        make += ", " + escape;
      }
    } catch (IllegalArgumentException e) {
      throw new Unsupported(e.getMessage() + ".");
    }
    String constant = expressions.constants.constant("dev.twofold.data.LikePattern", make + ")");
    return expressions.guarded(
        DataType.BOOLEAN, List.of(text), constant + ".matches(" + text.code() + ")", block);
  }

  private Value trim(RexCall call, KernelBlock block) {
    String where = ((RexLiteral) call.getOperands().get(0)).getValue().toString();
    int character =
        oneCharacter(
            call.getOperands().get(1),
            "TRIM takes one character off, written out: TRIM(BOTH ' ' FROM x).");
    Value text = expressions.write(call.getOperands().get(2), block);
    String code = text.code();
    if (!where.equals("TRAILING")) {
      code = SCALARS + "trimStart(" + code + ", " + character + ")";
    }
    if (!where.equals("LEADING")) {
      code = SCALARS + "trimEnd(" + code + ", " + character + ")";
    }
    return expressions.guarded(DataType.VARCHAR, List.of(text), code, block);
  }

  private static int oneCharacter(RexNode node, String otherwise) {
    String text = literalText(node, otherwise);
    if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
      throw new Unsupported(otherwise);
    }
    return text.codePointAt(0);
  }

  private static String literalText(RexNode node, String otherwise) {
    RexNode bare = node;
    while (bare.getKind() == SqlKind.CAST) {
      bare = ((RexCall) bare).getOperands().get(0);
    }
    if (bare instanceof RexLiteral literal
        && !literal.isNull()
        && literal.getValueAs(String.class) != null) {
      return literal.getValueAs(String.class);
    }
    throw new Unsupported(otherwise);
  }
}
