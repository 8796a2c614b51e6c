package dev.twofold.definition;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what Calcite's validator found wrong in the words of this product, with the fix. */
final class ViewMessages {
  private static final Pattern NOT_GROUPED =
      Pattern.compile("Expression '(.*)' is not being grouped");
  private static final Pattern CANNOT_APPLY =
      Pattern.compile(
          "Cannot apply '([^']*)' to arguments of type '(.*)'\\. Supported form\\(s\\): (.*)",
          Pattern.DOTALL);

  private static final Pattern OPERANDS =
      Pattern.compile("Invalid number of arguments to function '(\\w+)'. Was expecting (\\d+) arg");

  private ViewMessages() {}

  static String of(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).strip();
    Matcher notGrouped = NOT_GROUPED.matcher(message);
    if (notGrouped.matches()) {
      String expression = simple(notGrouped.group(1));
      return expression
          + " is neither grouped nor aggregated. Add it to GROUP BY, or aggregate it, for example"
          + " MAX("
          + expression
          + ").";
    }
    Matcher cannotApply = CANNOT_APPLY.matcher(message);
    if (cannotApply.matches()) {
      return "Type mismatch: "
          + types(cannotApply.group(2))
          + ". "
          + supported(cannotApply.group(3));
    }
    Matcher operands = OPERANDS.matcher(message);
    if (operands.find()) {
      String count = operands.group(2);
      return operands.group(1)
          + " takes "
          + count
          + (count.equals("1") ? " operand." : " operands.");
    }
    if (message.startsWith("Illegal mixing of types in CASE")
        || message.startsWith("Values in expression list")) {
      return "Type mismatch: these values must be of one type.";
    }
    return simple(message).replaceAll("\\.?$", ".");
  }

  /** The first form that is supported: others are of types that views do not have. */
  private static String supported(String forms) {
    String first = types(forms.lines().findFirst().orElse(""));
    return first.contains("COMPARABLE_TYPE")
        ? "Compare values of one type."
        : "Supported is " + first + ".";
  }

  /** {@code 'SUM(<VARCHAR>)'} as {@code SUM(VARCHAR)}. */
  private static String types(String text) {
    return text.replaceAll("[<>](?=[A-Z])|(?<=[A-Z)])>", "")
        .replaceAll("\\bCHAR\\(\\d+\\)", "VARCHAR")
        .replace("TIMESTAMP(3)", "TIMESTAMP")
        .replace("INTEGER", "BIGINT")
        .replace("'", "");
  }

  /**
   * An expression as its author may have written it: Calcite quotes names and puts the table before
   * them.
   */
  static String simple(String text) {
    String[] parts = text.replace("`", "").replaceAll("\\s+", " ").split("(?=')|(?<=')");
    boolean quoted = false;
    for (int i = 0; i < parts.length; i++) {
      quoted ^= parts[i].equals("'");
      if (!quoted) {
        parts[i] =
            parts[i].replaceAll("\\b[A-Za-z]\\w*\\.(?=[A-Za-z])", "").replace(" ASYMMETRIC", "");
      }
    }
    return String.join("", parts);
  }
}
