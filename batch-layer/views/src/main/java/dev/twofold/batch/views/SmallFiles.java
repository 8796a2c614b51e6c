package dev.twofold.batch.views;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Merges the small files of an unpartitioned table that only grows, a few rows at a time: what a
 * reader of all of it has to open stays bounded by {@link #MAX}, whatever the number of appends.
 */
final class SmallFiles {
  /** How many there may be. */
  static final int MAX = 24;

  /** Larger files are left alone. */
  private static final long MAX_BYTES = 8L << 20;

  /** For readers of a snapshot that is no longer the newest. */
  private static final Duration KEPT = Duration.ofDays(1);

  private SmallFiles() {}

  /**
   * Merges them where there are too many, in the order in which they were added, and lets the
   * snapshots before go. Nothing changes where another does so at the same time.
   */
  static void merge(Table table) {
    table.refresh();
    Snapshot snapshot = table.currentSnapshot();
    List<DataFile> small = smallOf(table, snapshot);
    if (small.size() < MAX) {
      return;
    }
    try {
      RewriteFiles rewrite =
          table
              .newRewrite()
              .validateFromSnapshot(snapshot.snapshotId())
              // Later appends stay later: readers take the newest first.
              .dataSequenceNumber(small.get(small.size() - 1).dataSequenceNumber());
      rewritten(table, small).forEach(rewrite::addFile);
      small.forEach(rewrite::deleteFile);
      rewrite.commit();
      table
          .expireSnapshots()
          .expireOlderThan(System.currentTimeMillis() - KEPT.toMillis())
          .commit();
    } catch (CommitFailedException | ValidationException another) {
      table.refresh();
    }
  }

  private static List<DataFile> smallOf(Table table, Snapshot snapshot) {
    List<DataFile> small = new ArrayList<>();
    if (snapshot == null) {
      return small;
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        if (task.file().fileSizeInBytes() < MAX_BYTES) {
          small.add(task.file());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
    }
    small.sort(Comparator.comparing(DataFile::dataSequenceNumber));
    return small;
  }

  private static Set<DataFile> rewritten(Table table, List<DataFile> small) {
    try (RowFiles files = new RowFiles(table, null, 0, 0, UUID.randomUUID().toString())) {
      for (DataFile file : small) {
        try (CloseableIterable<StructLike> rows =
            InternalData.read(FileFormat.PARQUET, table.io().newInputFile(file))
                .project(table.schema())
                .build()) {
          for (StructLike row : rows) {
            files.write(row);
          }
        }
      }
      return new HashSet<>(files.finish());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot merge files of " + table.name(), e);
    }
  }
}
