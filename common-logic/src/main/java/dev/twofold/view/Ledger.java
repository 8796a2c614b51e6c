package dev.twofold.view;

import dev.twofold.epoch.EpochRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the speed layer has recorded for one view version: its incarnations, and the floor below which rows were dropped.
 *
 * @param floor rows of epochs below it may be gone
 */
public record Ledger(List<Incarnation> incarnations, long floor) {
  public Ledger {
    incarnations =
        incarnations.stream().sorted(Comparator.comparingLong(Incarnation::number)).toList();
  }

  /** An incarnation's rows answer for these epochs. */
  public record Cover(Incarnation incarnation, EpochRange epochs) {}

  /**
   * Which incarnation answers for which epochs at or above {@code from}, ascending and disjoint: for each epoch the newest
   * that covers it. One that still catches up with its predecessor does not cover yet. What no cover names is a hole.
   */
  public List<Cover> cover(long from) {
    List<Cover> newestFirst = new ArrayList<>();
    long to = EpochRange.OPEN;
    Incarnation ahead = null;
    for (int i = incarnations.size() - 1; i >= 0; i--) {
      Incarnation candidate = incarnations.get(i);
      if (ahead == null && isBehindAnOlder(i)) {
        continue;
      }
      ahead = candidate;
      long low = Math.max(Math.max(candidate.fromEpoch(), floor), from);
      if (low < to) {
        newestFirst.add(0, new Cover(candidate, new EpochRange(low, to)));
        to = low;
      }
    }
    return List.copyOf(newestFirst);
  }

  private boolean isBehindAnOlder(int index) {
    Incarnation candidate = incarnations.get(index);
    return incarnations.subList(0, index).stream()
        .flatMap(older -> older.positions().values().stream())
        .anyMatch(
            position -> {
              var own = candidate.positions().get(position.partition());
              return own == null || own.nextOffset() < position.nextOffset();
            });
  }
}
