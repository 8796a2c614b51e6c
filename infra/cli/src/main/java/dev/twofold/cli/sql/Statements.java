package dev.twofold.cli.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * The SQL statements of a text, which end with semicolons: those in texts, quoted names and
 * comments end none.
 *
 * @param all the statements without their semicolons, and without those that say nothing
 * @param isOpen whether the last one has yet to be ended, by a semicolon or the end of a quotation
 *     or comment
 */
public record Statements(List<String> all, boolean isOpen) {
  public Statements {
    all = List.copyOf(all);
  }

  /** Where in a statement a character stands. */
  private enum Inside {
    STATEMENT("", ""),
    TEXT("'", "'"),
    NAME("\"", "\""),
    LINE_COMMENT("--", "\n"),
    COMMENT("/*", "*/");

    private final String opening;
    private final String closing;

    Inside(String opening, String closing) {
      this.opening = opening;
      this.closing = closing;
    }

    boolean isComment() {
      return this == LINE_COMMENT || this == COMMENT;
    }
  }

  /** Those of a text; the last one needs no semicolon. */
  public static Statements of(String text) {
    List<String> all = new ArrayList<>();
    Inside inside = Inside.STATEMENT;
    int start = 0;
    boolean says = false;
    int at = 0;
    while (at < text.length()) {
      if (inside != Inside.STATEMENT) {
        boolean closes = text.startsWith(inside.closing, at);
        at += closes ? inside.closing.length() : 1;
        inside = closes ? Inside.STATEMENT : inside;
        continue;
      }
      if (text.charAt(at) == ';') {
        if (says) {
          all.add(text.substring(start, at).strip());
        }
        at++;
        start = at;
        says = false;
        continue;
      }
      inside = opened(text, at);
      says |= !inside.isComment() && !Character.isWhitespace(text.charAt(at));
      at += Math.max(1, inside.opening.length());
    }
    if (says) {
      all.add(text.substring(start).strip());
    }
    return new Statements(all, says || isUnclosed(inside));
  }

  private static boolean isUnclosed(Inside inside) {
    return inside != Inside.STATEMENT && inside != Inside.LINE_COMMENT;
  }

  private static Inside opened(String text, int at) {
    for (Inside each : Inside.values()) {
      if (!each.opening.isEmpty() && text.startsWith(each.opening, at)) {
        return each;
      }
    }
    return Inside.STATEMENT;
  }
}
