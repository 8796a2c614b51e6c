package dev.twofold.batch.views;

import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;

/** Lets a commit through only on top of the very snapshot that it was planned from. */
final class CompareAndSet {
  private CompareAndSet() {}

  /** The current snapshot: what a commit planned now has to find. Empty for a table without any. */
  static OptionalLong current(Table table) {
    Snapshot current = table.currentSnapshot();
    return current == null ? OptionalLong.empty() : OptionalLong.of(current.snapshotId());
  }

  static SnapshotAncestryValidator on(OptionalLong plannedFrom) {
    return on(plannedFrom, Optional::empty, Optional.empty());
  }

  /**
   * @param marks asks for what else the commit was planned from, of the table that is about to be
   *     changed: a rollback to the current snapshot holds publishing and moves nothing
   * @param plannedMarks the answer when the commit was planned
   */
  static SnapshotAncestryValidator on(
      OptionalLong plannedFrom, Supplier<?> marks, Object plannedMarks) {
    return new SnapshotAncestryValidator() {
      @Override
      public boolean validate(Iterable<Snapshot> ancestry) {
        // Iceberg asks before each attempt, so also after another's commit made it start over.
        Iterator<Snapshot> newestFirst = ancestry.iterator();
        boolean same =
            newestFirst.hasNext()
                ? plannedFrom.isPresent()
                    && newestFirst.next().snapshotId() == plannedFrom.getAsLong()
                : plannedFrom.isEmpty();
        return same && marks.get().equals(plannedMarks);
      }

      @Override
      public String errorMessage() {
        return "the table moved on from the snapshot that the commit was planned from";
      }
    };
  }

  /**
   * Runs a commit.
   *
   * @throws LostRaceException where the table moved on; then nothing was changed
   */
  static void commit(Table table, Runnable commit) {
    try {
      commit.run();
    } catch (ValidationException | CommitFailedException e) {
      throw new LostRaceException(
          "Another run committed to " + table.name() + " first: plan again", e);
    }
  }
}
