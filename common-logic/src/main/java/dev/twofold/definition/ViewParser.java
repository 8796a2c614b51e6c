package dev.twofold.definition;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;

/** Parses a view's text into its one SELECT. Unquoted names keep their case. */
final class ViewParser {
  private static final Pattern ENCOUNTERED = Pattern.compile("Encountered \"([^\"\\s]+)");
  private static final Pattern LEXICAL =
      Pattern.compile("^Lexical error.* Encountered: (?:<EOF>|\"(.*)\" \\(\\d+\\))");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(true)
          .withIdentifierMaxLength(128);

  private ViewParser() {}

  /** Null where the text is no SELECT, which was reported. */
  static SqlSelect parse(String sql, ViewErrors errors) {
    if (isBlank(sql)) {
      errors.at(1, 1, "The file holds no query. A view is one SELECT ... FROM ... GROUP BY ...");
      return null;
    }
    SqlNodeList statements;
    try {
      statements = SqlParser.create(sql, CONFIG).parseStmtList();
    } catch (SqlParseException e) {
      errors.at(e.getPos(), syntaxError(e));
      return null;
    }
    if (statements.size() > 1) {
      errors.at(
          statements.get(1), "A file holds one view. Move this statement into a file of its own.");
      return null;
    }
    return select(statements.get(0), errors);
  }

  /** Reports where the text is not one expression by itself. */
  static void checkCondition(String sql, ViewErrors errors) {
    if (isBlank(sql)) {
      errors.at(1, 1, "There is no condition. Write one such as \"user\" = 'x'.");
      return;
    }
    try {
      SqlParser.create(sql, CONFIG).parseExpression();
    } catch (SqlParseException e) {
      errors.at(e.getPos(), syntaxError(e));
    }
  }

  private static SqlSelect select(SqlNode statement, ViewErrors errors) {
    if (statement instanceof SqlOrderBy ordered) {
      if (!ordered.orderList.isEmpty()) {
        errors.at(
            ordered.orderList,
            "A view has no ORDER BY. Leave it out; order the rows when you query the view.");
      }
      for (SqlNode bound : new SqlNode[] {ordered.offset, ordered.fetch}) {
        if (bound != null) {
          errors.at(
              bound, "A view has no LIMIT. Leave it out; limit the rows when you query the view.");
        }
      }
      return select(ordered.query, errors);
    }
    if (statement instanceof SqlSelect select) {
      return select;
    }
    SqlKind kind = statement.getKind();
    if (kind == SqlKind.WITH) {
      errors.at(statement, "A view has no WITH. Write one SELECT from one source.");
    } else if (SqlKind.SET_QUERY.contains(kind)) {
      errors.at(statement, "A view has no " + kind + ". Write a view for each SELECT.");
    } else {
      errors.at(statement, "A view is a SELECT, not " + kind + ".");
    }
    return null;
  }

  private static String syntaxError(SqlParseException e) {
    if (e.getCause() instanceof StackOverflowError) {
      return ViewCompiler.TOO_DEEP;
    }
    String message = String.valueOf(e.getMessage());
    String first =
        message.lines().findFirst().orElse("").replaceFirst(" at line \\d+, column \\d+\\.?$", "");
    Matcher encountered = ENCOUNTERED.matcher(first);
    if (encountered.find()) {
      String token = encountered.group(1);
      if (NAME.matcher(token).matches() && isReserved(token)) {
        return "Syntax error at "
            + token
            + ", a reserved word of SQL. Where it is meant as a name, quote it: \""
            + token
            + "\".";
      }
      return "Syntax error at " + (token.equals("<EOF>") ? "the end of the file" : token) + ".";
    }
    Matcher lexical = LEXICAL.matcher(first);
    if (lexical.find()) {
      String character = lexical.group(1);
      return "Syntax error at " + (character == null ? "the end of the file" : character) + ".";
    }
    if (first.startsWith("Percent remainder")) {
      return "There is no operator %. Write MOD(a, b).";
    }
    if (first.startsWith("Non-query expression")) {
      return "A view is a SELECT: the text must begin with that word.";
    }
    return "Syntax error: " + first.replaceAll("\\.?$", ".");
  }

  private static boolean isReserved(String word) {
    return SqlParser.create("", CONFIG).getMetadata().isReservedWord(word.toUpperCase(Locale.ROOT));
  }

  private static boolean isBlank(String sql) {
    return sql.replaceAll("(?s)/\\*.*?(\\*/|\\z)", "").replaceAll("--[^\n]*", "").isBlank();
  }
}
