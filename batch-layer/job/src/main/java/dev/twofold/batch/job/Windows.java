package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.fold.Fold;
import java.io.Serializable;

/**
 * The windows of a view that begin in {@code [from, to)}; milliseconds since 1970, UTC.
 *
 * @param from {@link Long#MIN_VALUE} where all earlier ones are meant
 * @param to {@link Long#MAX_VALUE} where all later ones are meant
 */
record Windows(long from, long to) implements Serializable {
  static final Windows ALL = new Windows(Long.MIN_VALUE, Long.MAX_VALUE);

  Windows {
    if (from >= to) {
      throw new RefusedException(
          "There are no windows from " + Progress.time(from) + " to " + Progress.time(to));
    }
  }

  boolean contains(long pane) {
    return from <= pane && pane < to;
  }

  /**
   * @throws RefusedException where the view has no windows, or these would cut some of its own
   */
  void checkFit(Fold view) {
    if (equals(ALL)) {
      return;
    }
    if (view.paneMillis() == 0) {
      throw new RefusedException(
          "View " + view.view() + " has no windows: recompute it whole, without --from and --to");
    }
    for (long edge : new long[] {from, to}) {
      boolean open = edge == Long.MIN_VALUE || edge == Long.MAX_VALUE;
      if (!open && Math.floorMod(edge, view.paneMillis()) != 0) {
        throw new RefusedException(
            "No window of view "
                + view.view()
                + " begins at "
                + Progress.time(edge)
                + ": take "
                + Progress.time(edge - Math.floorMod(edge, view.paneMillis())));
      }
    }
  }

  @Override
  public String toString() {
    if (equals(ALL)) {
      return "all windows";
    }
    String first = from == Long.MIN_VALUE ? "" : " from " + Progress.time(from);
    return "windows" + first + (to == Long.MAX_VALUE ? "" : " to " + Progress.time(to));
  }
}
