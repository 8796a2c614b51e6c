package dev.twofold.reconciliation;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.view.StateRow;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Several ascending sequences of states as one, in which each (key, pane) comes once: its pieces
 * are merged. Holds one row of each sequence. A piece that is no state comes as it is, in place of
 * the whole, so that a comparison finds it. Not thread-safe.
 */
final class MergedStates implements Iterator<StateRow> {
  private final Fold fold;
  private final PriorityQueue<Source> sources =
      new PriorityQueue<>(Comparator.comparing(source -> source.next, SortedRows::compare));

  /**
   * @param pieces each ascends by key (unsigned bytes) and pane, and may hold one several times
   */
  MergedStates(Fold fold, List<? extends Iterator<StateRow>> pieces) {
    this.fold = fold;
    pieces.stream().map(Source::new).filter(Source::advance).forEach(sources::add);
  }

  @Override
  public boolean hasNext() {
    return !sources.isEmpty();
  }

  @Override
  public StateRow next() {
    if (sources.isEmpty()) {
      throw new NoSuchElementException();
    }
    StateRow first = take();
    State merged = null;
    StateRow damaged = null;
    while (!sources.isEmpty() && SortedRows.compare(sources.peek().next, first) == 0) {
      StateRow piece = take();
      try {
        if (merged == null) {
          merged = fold.decode(first.state());
        }
        fold.merge(piece.state(), merged);
      } catch (IllegalArgumentException e) {
        damaged = merged == null ? first : piece;
      }
    }
    if (damaged != null) {
      return damaged;
    }
    return merged == null ? first : new StateRow(first.key(), first.pane(), fold.encode(merged));
  }

  private StateRow take() {
    Source source = sources.poll();
    StateRow row = source.next;
    if (source.advance()) {
      sources.add(source);
    }
    return row;
  }

  private static final class Source {
    private final Iterator<StateRow> rows;
    private StateRow next;

    Source(Iterator<StateRow> rows) {
      this.rows = rows;
    }

    boolean advance() {
      next = rows.hasNext() ? rows.next() : null;
      return next != null;
    }
  }
}
