package dev.twofold.reconciliation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of one comparison.
 *
 * @param rows how many (key, pane) got each verdict; every verdict is there, with 0 where none did
 * @param batchEvents events in the states of the batch layer that can be read
 * @param speedEvents events in the states of the speed layer that can be read
 * @param offenders findings that are not equal, as many as were asked for, the worst first: those
 *     that cannot be read, then by how many events the layers differ; of equals the first in order
 *     of key and pane
 */
public record Summary(
    Map<Verdict, Long> rows, long batchEvents, long speedEvents, List<Finding> offenders) {
  public Summary {
    Map<Verdict, Long> complete = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      complete.put(verdict, rows.getOrDefault(verdict, 0L));
    }
    rows = Map.copyOf(complete);
    offenders = List.copyOf(offenders);
  }

  /** How many (key, pane) got the verdict. */
  public long count(Verdict verdict) {
    return rows.get(verdict);
  }

  /** How many (key, pane) at least one of the layers holds. */
  public long compared() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  public long equal() {
    return count(Verdict.EQUAL);
  }

  /** True where both layers hold the same states. */
  public boolean isClean() {
    return equal() == compared();
  }
}
