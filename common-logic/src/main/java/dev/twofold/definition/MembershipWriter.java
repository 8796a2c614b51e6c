package dev.twofold.definition;

import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.definition.KernelBlock.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Turns long runs of {@code x = 'a' OR x = 'b' ...}, as which IN arrives, into one look-up. */
final class MembershipWriter {
  private static final int ENOUGH = 6;
  private static final int MOST = 4000; // a class's initializer holds no more

  private final ExpressionWriter expressions;

  MembershipWriter(ExpressionWriter expressions) {
    this.expressions = expressions;
  }

  /**
   * Takes the runs out of the operands; yields a condition for each.
   *
   * @param and whether the operands are joined by AND, so that runs are of {@code <>}
   */
  List<Value> extract(List<RexNode> operands, boolean and, KernelBlock block) {
    SqlKind wanted = and ? SqlKind.NOT_EQUALS : SqlKind.EQUALS;
    Map<RexNode, List<RexCall>> runs = new LinkedHashMap<>();
    for (RexNode operand : operands) {
      if (operand.getKind() == wanted && isLookUp((RexCall) operand)) {
        RexCall call = (RexCall) operand;
        runs.computeIfAbsent(call.getOperands().get(0), unused -> new ArrayList<>()).add(call);
      }
    }
    List<Value> found = new ArrayList<>();
    runs.forEach(
        (tested, calls) -> {
          if (calls.size() >= ENOUGH) {
            if (calls.size() > MOST) {
              throw new Unsupported(
                  "A list of IN holds at most " + MOST + " values, not " + calls.size() + ".");
            }
            operands.removeAll(calls);
            found.add(lookUp(tested, calls, and, block));
          }
        });
    return found;
  }

  private static boolean isLookUp(RexCall call) {
    RexNode tested = call.getOperands().get(0);
    return !(tested instanceof RexLiteral)
        && call.getOperands().get(1) instanceof RexLiteral literal
        && !literal.isNull()
        && literal(ViewTypes.dataType(tested.getType()), literal) != null;
  }

  private static String literal(DataType tested, RexLiteral literal) {
    DataType type = ViewTypes.dataType(literal.getType());
    if (tested == null || type == null || tested.kind() != type.kind()) {
      return null;
    }
    if (type.kind() == Kind.VARCHAR) {
      return KernelConstants.quote(literal.getValueAs(String.class));
    }
    return type.kind() == Kind.BIGINT
        ? KernelConstants.quote(literal.getValueAs(BigDecimal.class).longValueExact())
        : null;
  }

  private Value lookUp(RexNode tested, List<RexCall> calls, boolean and, KernelBlock block) {
    Value value = expressions.write(tested, block);
    String list =
        calls.stream()
            .map(call -> literal(value.type(), (RexLiteral) call.getOperands().get(1)))
            .distinct()
            .collect(Collectors.joining(", "));
    String code;
    if (value.type().kind() == Kind.VARCHAR) {
      String set =
          expressions.constants.constant(
              "java.util.Set", "dev.twofold.data.Scalars.setOf(new String[] {" + list + "})");
      code = set + ".contains(" + value.code() + ")";
    } else {
      String array =
          expressions.constants.constant(
              "long[]", "dev.twofold.data.Scalars.sorted(new long[] {" + list + "})");
      code = "java.util.Arrays.binarySearch(" + array + ", " + value.code() + ") >= 0";
    }
    return expressions.guarded(
        DataType.BOOLEAN, List.of(value), (and ? "!" : "") + "(" + code + ")", block);
  }
}
