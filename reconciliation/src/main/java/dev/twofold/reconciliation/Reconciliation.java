package dev.twofold.reconciliation;

import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Compares the states that both layers hold of the same sealed epochs.
 *
 * <p>Each layer's rows come sorted by key (unsigned bytes) and pane, one row each: a layer that
 * keeps a (key, pane) in several pieces merges them first. The comparison is one pass over both,
 * and holds one row of each.
 */
public final class Reconciliation {
  private final int offenderLimit;
  private final Map<Verdict, Long> rows = new EnumMap<>(Verdict.class);
  private final PriorityQueue<Ranked> worst =
      new PriorityQueue<>(Comparator.comparing(Ranked::weight).thenComparing(Ranked::negatedOrder));
  private long batchEvents;
  private long speedEvents;
  private long offenders;

  /**
   * @param order of the offender among all, from 0
   */
  private record Ranked(Finding finding, long weight, long order) {
    long negatedOrder() {
      return -order;
    }
  }

  private Reconciliation(int offenderLimit) {
    this.offenderLimit = offenderLimit;
  }

  /**
   * Compares both layers' rows and keeps the worst offenders.
   *
   * @param offenderLimit how many offenders the summary holds at most; the others are only counted
   * @throws IllegalArgumentException where rows are not sorted, or a (key, pane) comes twice from
   *     one layer
   */
  public static Summary compare(
      Iterator<StateRow> batch, Iterator<StateRow> speed, int offenderLimit) {
    if (offenderLimit < 0) {
      throw new IllegalArgumentException("Cannot keep " + offenderLimit + " offenders");
    }
    Reconciliation reconciliation = new Reconciliation(offenderLimit);
    forEach(batch, speed, reconciliation::record);
    return reconciliation.summary();
  }

  /**
   * Yields a finding for each (key, pane) that either layer holds, equal ones too, in order.
   *
   * @throws IllegalArgumentException where rows are not sorted, or a (key, pane) comes twice from
   *     one layer; findings of rows before it were yielded
   */
  public static void forEach(
      Iterator<StateRow> batch, Iterator<StateRow> speed, Consumer<Finding> into) {
    SortedRows left = new SortedRows("batch", batch);
    SortedRows right = new SortedRows("speed", speed);
    while (left.peek() != null || right.peek() != null) {
      int order = order(left.peek(), right.peek());
      if (order < 0) {
        into.accept(Finding.missingInSpeed(left.take()));
      } else if (order > 0) {
        into.accept(Finding.missingInBatch(right.take()));
      } else {
        into.accept(Finding.both(left.take(), right.take()));
      }
    }
  }

  /** Rows that have ended sort after all others. */
  private static int order(StateRow batch, StateRow speed) {
    if (batch == null) {
      return 1;
    }
    return speed == null ? -1 : SortedRows.compare(batch, speed);
  }

  private void record(Finding finding) {
    rows.merge(finding.verdict(), 1L, Long::sum);
    batchEvents += finding.batchEvents();
    speedEvents += finding.speedEvents();
    if (finding.verdict() != Verdict.EQUAL) {
      worst.add(new Ranked(finding, finding.weight(), offenders++));
      if (worst.size() > offenderLimit) {
        worst.remove();
      }
    }
  }

  private Summary summary() {
    List<Finding> kept = new ArrayList<>();
    while (!worst.isEmpty()) {
      kept.add(worst.remove().finding());
    }
    Collections.reverse(kept);
    return new Summary(rows, batchEvents, speedEvents, kept);
  }
}
