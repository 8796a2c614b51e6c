package dev.twofold.serving.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.util.Optionality;

/**
 * {@code MERGE(measure)}: what the measure would be had the events of all rows of the group been
 * folded together. It is planned by {@link MergePlanner}; nothing computes it row by row.
 */
final class MergeFunction extends SqlAggFunction {
  static final MergeFunction INSTANCE = new MergeFunction();

  /** What SQL has for itself is skipped: comments, texts, quoted names. */
  private static final Pattern CALL =
      Pattern.compile(
          "--[^\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\b(MERGE)(?=\\s*\\()",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private MergeFunction() {
    super(
        "MERGE",
        null,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.ARG0_NULLABLE_IF_EMPTY,
        null,
        OperandTypes.ANY,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.FORBIDDEN);
  }

  /** MERGE is a reserved word of SQL, and as a name it is quoted. */
  static String quoted(String sql) {
    return CALL.matcher(sql)
        .replaceAll(
            found ->
                found.group(1) == null
                    ? Matcher.quoteReplacement(found.group())
                    : Matcher.quoteReplacement("\"MERGE\""));
  }
}
