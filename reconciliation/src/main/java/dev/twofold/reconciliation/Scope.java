package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import java.util.Set;

/**
 * What a run of reconciliation looks at.
 *
 * @param views names; empty for all
 * @param epochs only segments that hold some of these epochs
 * @param settled ids of segments that need not be compared again
 */
public record Scope(Set<String> views, EpochRange epochs, Set<String> settled) {
  private static final EpochRange ALL = new EpochRange(0, EpochRange.OPEN);

  public Scope {
    views = Set.copyOf(views);
    settled = Set.copyOf(settled);
  }

  /** Every segment of every view. */
  public static Scope everything() {
    return new Scope(Set.of(), ALL, Set.of());
  }

  public Scope of(Set<String> names) {
    return new Scope(names, epochs, settled);
  }

  public Scope within(EpochRange range) {
    return new Scope(views, range, settled);
  }

  public Scope without(Set<String> segments) {
    return new Scope(views, epochs, segments);
  }

  boolean has(String view) {
    return views.isEmpty() || views.contains(view);
  }

  boolean has(EpochRange range) {
    return !range.intersect(epochs).isEmpty();
  }
}
