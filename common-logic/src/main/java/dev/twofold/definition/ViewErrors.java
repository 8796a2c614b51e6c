package dev.twofold.definition;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Reports the errors of one view's file. */
final class ViewErrors {
  private final String file;
  private final Diagnostics diagnostics;
  private final int before;

  ViewErrors(String file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
    this.before = diagnostics.count();
  }

  void at(SqlNode node, String message) {
    at(node.getParserPosition(), message);
  }

  void at(SqlParserPos position, String message) {
    at(
        position == null ? 1 : position.getLineNum(),
        position == null ? 1 : position.getColumnNum(),
        message);
  }

  void at(int line, int column, String message) {
    diagnostics.add(file, line, column, message);
  }

  boolean any() {
    return diagnostics.count() > before;
  }
}
