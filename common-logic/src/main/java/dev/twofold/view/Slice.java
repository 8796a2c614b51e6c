package dev.twofold.view;

import dev.twofold.fold.KeyFilter;

/**
 * What a query asks of a store: keys that match, with panes that start in {@code [fromPane,
 * toPane)}.
 */
public record Slice(KeyFilter keys, long fromPane, long toPane) {
  public Slice {
    if (fromPane > toPane) {
      throw new IllegalArgumentException(
          "Cannot read panes that end before they start: [" + fromPane + ", " + toPane + ")");
    }
  }

  public static Slice everything() {
    return new Slice(KeyFilter.ANY, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** No state at all: of an answer only its provenance is wanted. */
  public static Slice nothing() {
    return new Slice(KeyFilter.ANY, 0, 0);
  }

  public boolean isEmpty() {
    return fromPane == toPane;
  }

  public boolean contains(long pane) {
    return fromPane <= pane && pane < toPane;
  }
}
