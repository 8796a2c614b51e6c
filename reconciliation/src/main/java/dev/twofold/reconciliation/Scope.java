package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import java.util.Set;

/**
 * What a run of reconciliation looks at.
 *
 * @param views names; empty for all
 * @param epochs only segments that hold some of these epochs
 * @param settled ids of segments that an earlier run has compared
 * @param extent what to do about those
 */
public record Scope(Set<String> views, EpochRange epochs, Set<String> settled, Extent extent) {
  private static final EpochRange ALL = new EpochRange(0, EpochRange.OPEN);

  /** Which of the segments of retained generations are looked at. */
  public enum Extent {
    /** Those of the current generation, and those that are not settled. */
    ALL,
    /** Those that are not settled. */
    NEW
  }

  public Scope {
    views = Set.copyOf(views);
    settled = Set.copyOf(settled);
  }

  /** Every segment of every view. */
  public static Scope everything() {
    return new Scope(Set.of(), ALL, Set.of(), Extent.ALL);
  }

  public Scope of(Set<String> names) {
    return new Scope(names, epochs, settled, extent);
  }

  public Scope within(EpochRange range) {
    return new Scope(views, range, settled, extent);
  }

  /** As the extent says of these segments, which are settled. */
  public Scope of(Extent other, Set<String> segments) {
    return new Scope(views, epochs, segments, other);
  }

  boolean has(String view) {
    return views.isEmpty() || views.contains(view);
  }

  /**
   * @param current ids of the segments of the current generation
   */
  boolean has(String segment, EpochRange range, Set<String> current) {
    boolean known = settled.contains(segment);
    return !range.intersect(epochs).isEmpty()
        && (!known || (extent == Extent.ALL && current.contains(segment)));
  }
}
