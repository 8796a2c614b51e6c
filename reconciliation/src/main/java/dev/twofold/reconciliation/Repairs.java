package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.view.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a report asks to be folded anew from the master dataset, which both layers are held against.
 *
 * @param speed by view version, the closed epochs whose real-time rows are wrong
 * @param batch the views whose batch states are wrong
 * @param beyond what differs and is not mended by folding anew, for people
 */
public record Repairs(Map<String, EpochRange> speed, Set<String> batch, List<String> beyond) {
  public Repairs {
    speed = Map.copyOf(speed);
    batch = Set.copyOf(batch);
    beyond = List.copyOf(beyond);
  }

  public static Repairs of(Report report) {
    Map<String, EpochRange> speed = new TreeMap<>();
    Set<String> batch = new TreeSet<>();
    List<String> beyond = new ArrayList<>();
    for (Comparison each : report.comparisons()) {
      if (each.outcome() != Outcome.DIFFERENT) {
        continue;
      }
      boolean repairable = false;
      for (Difference difference : each.differences()) {
        if (each.view() == null || isRightAsItIs(difference)) {
          continue;
        }
        repairable = true;
        if (difference.wrong() != Layer.BATCH) {
          // Of what is not listed nothing is known but the segment that it is in.
          boolean all = each.different() == each.differences().size();
          speed.merge(each.version(), all ? difference.epochs() : each.epochs(), Repairs::around);
        }
        if (difference.wrong() != Layer.SPEED) {
          batch.add(each.view());
        }
      }
      if (!repairable) {
        beyond.add(beyond(each));
      }
    }
    return new Repairs(speed, batch, beyond);
  }

  /** Both layers folded all that is theirs; answers that merge both ranges are right. */
  private static boolean isRightAsItIs(Difference difference) {
    return difference.cause() == Cause.WRONG_SIDE_OF_SEAM && difference.wrong() == null;
  }

  private static EpochRange around(EpochRange a, EpochRange b) {
    return new EpochRange(Math.min(a.from(), b.from()), Math.max(a.to(), b.to()));
  }

  private static String beyond(Comparison comparison) {
    String advice =
        comparison.causes().keySet().stream()
            .sorted()
            .findFirst()
            .map(Cause::advice)
            .orElse(Cause.UNEXPLAINED.advice());
    return comparison.subject()
        + " "
        + comparison.epochs()
        + ": what differs is not mended by folding the master dataset anew. "
        + advice;
  }

  public boolean isEmpty() {
    return speed.isEmpty() && batch.isEmpty();
  }
}
