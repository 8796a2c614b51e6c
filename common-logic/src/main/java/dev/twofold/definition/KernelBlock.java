package dev.twofold.definition;

import dev.twofold.data.DataType;
import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.rex.RexNode;

/**
 * Statements of generated Java, with the expressions already computed in them. A nested block sees
 * those of the blocks around it.
 */
final class KernelBlock {
  /**
   * An expression's value in generated code: two Java expressions without side effects.
   *
   * @param code the value; of no meaning, but computable, where it is NULL
   * @param isNull of type boolean; "false" where it is never NULL
   */
  record Value(DataType type, String code, String isNull) {
    boolean neverNull() {
      return isNull.equals("false");
    }
  }

  static final String TOO_LARGE =
      "The view's expressions are too large for one Java method. Split the view.";

  /**
   * The class holds, for each branch, the types of all variables: more would take it quadratic
   * space.
   */
  private static final int MOST_VARIABLES = 1_000;

  private final KernelBlock outer;
  private final String indent;
  private final StringBuilder code = new StringBuilder();
  private final Map<RexNode, Value> values = new HashMap<>();
  private int variables;

  KernelBlock() {
    this(null, "    ");
  }

  private KernelBlock(KernelBlock outer, String indent) {
    this.outer = outer;
    this.indent = indent;
  }

  KernelBlock nested() {
    return new KernelBlock(this, indent + "  ");
  }

  Value known(RexNode expression) {
    Value value = values.get(expression);
    return value != null || outer == null ? value : outer.known(expression);
  }

  void remember(RexNode expression, Value value) {
    values.put(expression, value);
  }

  /** Declares a variable; yields its name. */
  String variable(String javaType, String initializer) {
    int number = nextVariable();
    if (number >= MOST_VARIABLES) {
      throw new Unsupported(TOO_LARGE);
    }
    String name = "v" + number;
    line("final " + javaType + " " + name + " = " + initializer + ";");
    return name;
  }

  void line(String statement) {
    code.append(indent).append(statement).append('\n');
  }

  /** Appends {@code header { body }}. */
  void append(String header, KernelBlock body) {
    line(header + " {");
    code.append(body.code);
    line("}");
  }

  private int nextVariable() {
    return outer == null ? variables++ : outer.nextVariable();
  }

  @Override
  public String toString() {
    return code.toString();
  }
}
