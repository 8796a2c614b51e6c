package dev.twofold.serving.query;

import java.util.function.LongConsumer;

/**
 * The grid of windows that a query merges panes into: windows {@code [k * slide, k * slide +
 * length)} for every whole k, aligned to 1970-01-01T00:00:00Z. Times are in milliseconds.
 *
 * @param length of a window; 0 for one window over everything, which has no start and no end
 * @param slide from one window's start to the next; equal to the length for tumbling windows
 */
public record Windows(long length, long slide) {
  /** One window over all panes. */
  public static final Windows ALL = new Windows(0, 0);

  public Windows {
    boolean all = length == 0 && slide == 0;
    if (!all && (slide <= 0 || length < slide || length % slide != 0)) {
      throw new IllegalArgumentException(
          "Cannot make windows of " + length + " ms that slide by " + slide + " ms");
    }
  }

  public static Windows tumbling(long length) {
    return new Windows(length, length);
  }

  public boolean isAll() {
    return length == 0;
  }

  /** Passes on the start of every window that holds the pane; 0 for {@link #ALL}. */
  public void of(long pane, LongConsumer into) {
    if (isAll()) {
      into.accept(0);
      return;
    }
    long last = Math.floorDiv(pane, slide) * slide;
    for (long start = last - length + slide; start <= last; start += slide) {
      into.accept(start);
    }
  }
}
