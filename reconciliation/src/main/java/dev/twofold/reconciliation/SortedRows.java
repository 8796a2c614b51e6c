package dev.twofold.reconciliation;

import dev.twofold.view.StateRow;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;

/** One layer's rows, with a look at the next one; refuses rows that are not in order. */
final class SortedRows {
  private final String layer;
  private final Iterator<StateRow> rows;
  private StateRow next;

  SortedRows(String layer, Iterator<StateRow> rows) {
    this.layer = layer;
    this.rows = rows;
    this.next = read();
  }

  /** The next row; null after the last. */
  StateRow peek() {
    return next;
  }

  /** Takes the next row. */
  StateRow take() {
    StateRow taken = next;
    next = read();
    if (next != null && compare(taken, next) >= 0) {
      throw new IllegalArgumentException(
          "Cannot compare the rows of the "
              + layer
              + " layer: they must ascend by key (unsigned bytes) and pane, each once, but "
              + name(next)
              + " follows "
              + name(taken));
    }
    return taken;
  }

  private StateRow read() {
    return rows.hasNext() ? rows.next() : null;
  }

  /** Negative where {@code a} comes first, by key and then by pane. */
  static int compare(StateRow a, StateRow b) {
    int byKey = Arrays.compareUnsigned(a.key(), b.key());
    return byKey != 0 ? byKey : Long.compare(a.pane(), b.pane());
  }

  private static String name(StateRow row) {
    return "key 0x" + HexFormat.of().formatHex(row.key()) + " pane " + row.pane();
  }
}
