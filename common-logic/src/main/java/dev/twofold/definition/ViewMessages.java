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

  private ViewMessages() {}

  static String of(Exception e, ViewStatement statement) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).strip();
    Matcher notGrouped = NOT_GROUPED.matcher(message);
    if (notGrouped.matches()) {
      String expression = simple(notGrouped.group(1));
      return expression
          + " is neither grouped nor aggregated. Add it to GROUP BY, or aggregate it, for example MAX("
          + expression
          + ").";
    }
    Matcher cannotApply = CANNOT_APPLY.matcher(message);
    if (cannotApply.matches()) {
      return "Type mismatch: "
          + types(cannotApply.group(2))
          + ". What "
          + cannotApply.group(1)
          + " takes is "
          + types(cannotApply.group(3)).replace("\n", " or ")
          + ".";
    }
    return simple(message).replaceAll("\\.?$", ".").replace(statement.source().name() + ".", "");
  }

  /** {@code 'SUM(<VARCHAR>)'} as {@code SUM(VARCHAR)}. */
  private static String types(String text) {
    return text.replaceAll("[<>](?=[A-Z])|(?<=[A-Z)])>", "")
        .replaceAll("\\bCHAR\\(\\d+\\)", "VARCHAR")
        .replace("TIMESTAMP(3)", "TIMESTAMP")
        .replace("INTEGER", "BIGINT")
        .replace("'", "");
  }

  private static String simple(String text) {
    return text.replace("`", "").replaceAll("\\b\\w+\\.(?=\\w)", "");
  }
}
