package dev.twofold.batch.views;

import dev.twofold.view.StateRow;
import java.util.Arrays;
import java.util.Comparator;

/** The order of stored states: by key, as unsigned bytes, then by pane. */
final class StateOrder {
  static final Comparator<StateRow> ASCENDING =
      (a, b) -> {
        int byKey = Arrays.compareUnsigned(a.key(), b.key());
        return byKey != 0 ? byKey : Long.compare(a.pane(), b.pane());
      };

  private StateOrder() {}
}
