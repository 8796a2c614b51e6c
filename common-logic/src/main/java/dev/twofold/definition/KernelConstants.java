package dev.twofold.definition;

import java.util.LinkedHashMap;
import java.util.Map;

/** The static fields of a generated class, and Java literals. */
final class KernelConstants {
  private final Map<String, String> names = new LinkedHashMap<>();

  /** The name of a constant of that type and value; the same for the same value. */
  String constant(String javaType, String initializer) {
    String declaration = javaType + " = " + initializer;
    return names.computeIfAbsent(declaration, unused -> "C" + names.size());
  }

  String declarations() {
    StringBuilder text = new StringBuilder();
    names.forEach(
        (declaration, name) -> {
          int equals = declaration.indexOf(" = ");
          text.append("  private static final ")
              .append(declaration, 0, equals)
              .append(' ')
              .append(name)
              .append(declaration.substring(equals))
              .append(";\n");
        });
    return text.toString();
  }

  /** A string literal in ASCII. */
  static String quote(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        literal.append('\\').append(c);
      } else if (c >= ' ' && c < 127) {
        literal.append(c);
      } else if (c == '\n') {
        literal.append("\\n");
      } else if (c == '\r') {
        literal.append("\\r");
      } else {
        literal.append(String.format("\\u%04x", (int) c));
      }
    }
    return literal.append('"').toString();
  }

  /**
   * A long literal; the least one has no literal of its own after a minus sign in every compiler.
   */
  static String quote(long value) {
    return value == Long.MIN_VALUE
        ? "Long.MIN_VALUE"
        : value < 0 ? "(" + value + "L)" : value + "L";
  }

  static String quote(double value) {
    return "Double.longBitsToDouble(" + quote(Double.doubleToRawLongBits(value + 0.0)) + ")";
  }
}
