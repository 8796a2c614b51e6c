package dev.twofold.definition;

import dev.twofold.data.Row;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Folds rows in memory, and merges panes into windows. */
final class InMemoryView {
  private final Fold fold;
  private final KeyWriter key = new KeyWriter();
  private final TreeMap<Long, Map<List<Object>, State>> panes = new TreeMap<>();

  InMemoryView(Fold fold) {
    this.fold = fold;
  }

  void add(Row row) {
    if (fold.accepts(row)) {
      fold.key(row, key);
      State state =
          panes
              .computeIfAbsent(fold.pane(row), unused -> new HashMap<>())
              .computeIfAbsent(
                  Arrays.asList(fold.keyValues(key.toBytes())), unused -> fold.newState());
      fold.add(row, state);
    }
  }

  /** First pane's start. */
  long start() {
    return panes.firstKey();
  }

  /** Last pane's start. */
  long end() {
    return panes.lastKey();
  }

  /** The state of each key over the panes that start in {@code [from, to)}. */
  Map<List<Object>, State> window(long from, long to) {
    Map<List<Object>, State> window = new HashMap<>();
    for (Map<List<Object>, State> pane : panes.subMap(from, to).values()) {
      pane.forEach(
          (keyValues, state) ->
              fold.merge(
                  fold.encode(state),
                  window.computeIfAbsent(keyValues, unused -> fold.newState())));
    }
    return window;
  }

  Object present(State state, String measure) {
    for (int i = 0; i < fold.measures().size(); i++) {
      if (fold.measures().get(i).name().equals(measure)) {
        return fold.present(state, i);
      }
    }
    throw new IllegalArgumentException("Unknown measure " + measure);
  }
}
