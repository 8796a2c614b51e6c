package dev.twofold.reconciliation;

import dev.twofold.reconciliation.Comparison.Outcome;
import java.time.Instant;
import java.util.List;

/**
 * One run of reconciliation.
 *
 * @param id sorts by time
 */
public record Report(String id, String project, Instant at, List<Comparison> comparisons) {
  public Report {
    comparisons = List.copyOf(comparisons);
  }

  /** Whether anything differs. */
  public boolean drifted() {
    return count(Outcome.DIFFERENT) > 0;
  }

  public long count(Outcome outcome) {
    return comparisons.stream().filter(each -> each.outcome() == outcome).count();
  }

  /** How many states and dead letters were compared. */
  public long compared() {
    return comparisons.stream().mapToLong(Comparison::compared).sum();
  }

  /** How many of them differ. */
  public long different() {
    return comparisons.stream().mapToLong(Comparison::different).sum();
  }
}
