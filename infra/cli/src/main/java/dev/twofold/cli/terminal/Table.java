package dev.twofold.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Aligned text columns: numbers to the right, everything else to the left, no lines drawn. */
public final class Table {
  private static final String GAP = "  ";
  private static final int WIDEST_CELL = 60;

  private final List<String> headers;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(List<String> headers) {
    this.headers = List.copyOf(headers);
  }

  /**
   * @param cells as many as there are headers
   */
  public Table row(List<String> cells) {
    if (cells.size() != headers.size()) {
      throw new IllegalArgumentException(
          "Cannot put " + cells.size() + " cells under " + headers.size() + " headers");
    }
    rows.add(cells.stream().map(Table::printable).toList());
    return this;
  }

  /** The lines, each behind {@code indent}. */
  public List<String> lines(String indent) {
    List<String> lines = new ArrayList<>();
    lines.add(line(indent, headers));
    rows.forEach(row -> lines.add(line(indent, row)));
    return lines;
  }

  private String line(String indent, List<String> cells) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(Math.max(0, width(i) - length(cell)));
      line.append(i == 0 ? "" : GAP).append(isNumeric(i) ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int widest = length(headers.get(column));
    for (List<String> row : rows) {
      widest = Math.max(widest, length(row.get(column)));
    }
    return widest;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .map(row -> row.get(column))
            .allMatch(cell -> cell.isEmpty() || cell.matches("-?[0-9][0-9,.]*(E-?[0-9]+)?"));
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /** A cell on one line, without what would move the cursor. */
  private static String printable(String cell) {
    String plain = cell.replaceAll("\\p{Cntrl}", " ");
    return length(plain) <= WIDEST_CELL
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, WIDEST_CELL - 1)) + "…";
  }
}
