package dev.twofold.serving.query;

import dev.twofold.data.Column;
import dev.twofold.fold.KeyWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads a key column's value out of a query parameter. */
final class ColumnText {
  private ColumnText() {}

  /**
   * The Java value of the column's type.
   *
   * @throws BadQueryException where the text is no such value
   */
  static Object parse(Column column, String text) {
    try {
      return switch (column.type().kind()) {
        case VARCHAR -> text(column, text);
        case BOOLEAN -> bool(text);
        case BIGINT -> Long.valueOf(text);
        case DOUBLE -> Double.valueOf(text) + 0.0;
        case DECIMAL ->
            new BigDecimal(text).setScale(column.type().scale(), RoundingMode.UNNECESSARY);
        case TIMESTAMP -> TimeText.parse(text).orElseThrow(NumberFormatException::new);
        case BINARY, LIST ->
            throw new BadQueryException(
                "Cannot filter by " + column.name() + ": it is a " + column.type() + " column.",
                "Leave the parameter out.");
      };
    } catch (ArithmeticException | NumberFormatException e) {
      throw new BadQueryException(
          "Cannot read " + column.name() + "='" + text + "' as " + column.type() + ".",
          "Write it as "
              + example(column)
              + ", or ask for NULL with "
              + column.name()
              + ".null=true.");
    }
  }

  private static String text(Column column, String text) {
    if (KeyWriter.isTooLong(text)) {
      throw new BadQueryException(
          "Cannot filter by "
              + column.name()
              + ": the text takes more than "
              + KeyWriter.MAX_STRING_BYTES
              + " bytes, and keys hold NULL in place of such texts.",
          "Ask for " + column.name() + ".null=true.");
    }
    return text;
  }

  private static Boolean bool(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    throw new NumberFormatException();
  }

  private static String example(Column column) {
    return switch (column.type().kind()) {
      case BOOLEAN -> "true or false";
      case BIGINT -> "a whole number such as 42";
      case DOUBLE -> "a number such as 0.5";
      case DECIMAL -> "a number with at most " + column.type().scale() + " decimals";
      case TIMESTAMP -> "an ISO time such as 2015-09-12T13:00:00Z";
      default -> "text";
    };
  }
}
