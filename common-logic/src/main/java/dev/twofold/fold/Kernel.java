package dev.twofold.fold;

import dev.twofold.data.Row;

/**
 * What a view does with one row: the part of a {@link Fold} that is generated from its SQL.
 * Stateless and thread-safe.
 */
public interface Kernel {
  /** Whether the view's WHERE clause is TRUE for this row. */
  boolean accepts(Row row);

  /** Writes the group key's columns, in order. */
  void writeKey(Row row, KeyWriter out);

  /** Adds the row to the accumulators, one per measure. */
  void add(Row row, Accumulator[] into);
}
