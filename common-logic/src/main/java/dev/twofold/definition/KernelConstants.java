package dev.twofold.definition;

import dev.twofold.data.Scalars;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The static fields of a generated class, and Java literals. */
final class KernelConstants {
  /** A class file holds 65,535 bytes, of a form of UTF-8 that takes up to twice as many. */
  private static final int LONGEST_TEXT = 32_000;

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

  /**
   * A string literal in ASCII.
   *
   * @throws Unsupported where it is no text of a view's: too long, or not of whole characters
   */
  static String quote(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new Unsupported("A text in the view holds half of a surrogate pair.");
    }
    if (Scalars.isLonger(text, LONGEST_TEXT)) {
      throw new Unsupported(
          "A text written out in a view takes at most " + LONGEST_TEXT + " bytes.");
    }
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
