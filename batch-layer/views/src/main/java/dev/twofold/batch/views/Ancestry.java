package dev.twofold.batch.views;

import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** Finds what Twofold recorded last in a table. */
final class Ancestry {
  private Ancestry() {}

  /**
   * The newest snapshot that carries the property, from the current one back: commits of other
   * tools may lie above it. Empty for a table without snapshots.
   *
   * @throws RefusedException where there are snapshots but none carries it: starting from zero
   *     would count everything twice
   */
  static Optional<Snapshot> newestWith(Table table, String property) {
    if (table.currentSnapshot() == null) {
      return Optional.empty();
    }
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (snapshot.summary().containsKey(property)) {
        return Optional.of(snapshot);
      }
    }
    throw new RefusedException(
        "Table "
            + table.name()
            + " has data, but no snapshot above its current one says how far it goes ("
            + property
            + "). Another tool wrote it or expired its snapshots. Roll the table back to a snapshot"
            + " that has the property, or move the table away to build it anew.");
  }
}
