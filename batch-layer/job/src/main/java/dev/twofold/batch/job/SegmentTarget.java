package dev.twofold.batch.job;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.fold.Fold;
import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;

/**
 * A segment that a run is about to write.
 *
 * @param table a serializable copy of the batch view's
 */
record SegmentTarget(Fold fold, Table table, String segment) implements Serializable {
  static SegmentTarget in(BatchViewTable view) {
    return new SegmentTarget(
        view.fold(), SerializableTable.copyOf(view.table()), BatchViewTable.newSegmentId());
  }

  /** What one task, or all of them together, wrote of a segment. */
  record Written(int target, List<DataFile> files, long rows, long events)
      implements Serializable {}
}
