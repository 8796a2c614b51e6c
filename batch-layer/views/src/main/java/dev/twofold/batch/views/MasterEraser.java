package dev.twofold.batch.views;

import dev.twofold.erasure.Erasures;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Writes files of a master dataset anew, without the events that are to be erased. Serializable: a
 * task has a copy of its own.
 *
 * <p>Dead letters are not events: no condition can be asked of them.
 *
 * @param table the master dataset's, or its serialized copy
 * @param views to say which of them an erased event was in
 * @param operation unique to the erasure
 */
public record MasterEraser(
    Table table,
    SourceDefinition source,
    String topicId,
    Erasures erasures,
    List<Fold> views,
    String operation)
    implements Serializable {

  /**
   * What became of a file.
   *
   * @param by takes its place; null where it holds no such event, and stays
   * @param events how many were erased
   * @param views how many of them were in a view version, by {@link Warehouse#tableOf}
   */
  public record Erased(List<DataFile> by, long events, Map<String, Long> views)
      implements Serializable {}

  /** The files of a version. */
  public static List<DataFile> files(MasterDataset master, MasterDataset.Version version) {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        master
            .table()
            .newScan()
            .useSnapshot(version.snapshotId().orElseThrow())
            .includeColumnStats()
            .planFiles()) {
      for (FileScanTask task : tasks) {
        if (!task.deletes().isEmpty()) {
          throw new RefusedException(
              "Table "
                  + master.table().name()
                  + " has rows that another tool deleted. Have it rewrite the files first");
        }
        files.add(task.file());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + master.table().name(), e);
    }
    return files;
  }

  /**
   * Erases the events of one file.
   *
   * @param task number of the file among those of the operation
   * @param attempt unique to this attempt at the task
   */
  public Erased erase(String file, int task, long attempt) throws IOException {
    MasterDecoder decoder = new MasterDecoder(source, table.schema(), reads(), List.of());
    long events = 0;
    Map<String, Long> inViews = new HashMap<>();
    try (CloseableIterable<StructLike> rows = rows(file, decoder.schema())) {
      for (StructLike row : rows) {
        MasterRecord record = decoder.decode(row);
        if (isErased(record)) {
          events++;
          for (Fold view : views) {
            if (view.accepts(record.row())) {
              inViews.merge(Warehouse.tableOf(view), 1L, Long::sum);
            }
          }
        }
      }
    }
    return new Erased(
        events == 0 ? null : rewrite(file, decoder, task, attempt), events, Map.copyOf(inViews));
  }

  private Set<String> reads() {
    Set<String> reads = new HashSet<>(erasures.reads());
    views.forEach(view -> reads.addAll(view.reads()));
    return reads;
  }

  /** Reads the file twice at once: as records, to decide, and whole, to copy. */
  private List<DataFile> rewrite(String file, MasterDecoder decoder, int task, long attempt)
      throws IOException {
    try (CloseableIterable<StructLike> decided = rows(file, decoder.schema());
        CloseableIterable<StructLike> whole = rows(file, table.schema());
        RowFiles out = new RowFiles(table, null, task, attempt, operation)) {
      var copies = whole.iterator();
      for (StructLike row : decided) {
        StructLike copy = copies.next();
        if (!isErased(decoder.decode(row))) {
          out.write(copy);
        }
      }
      return out.finish();
    }
  }

  private boolean isErased(MasterRecord record) {
    return record.rejected() == null
        && erasures.erase(topicId, record.partition(), record.offset(), record.row());
  }

  private CloseableIterable<StructLike> rows(String file, Schema schema) {
    return InternalData.read(FileFormat.PARQUET, table.io().newInputFile(file))
        .project(schema)
        .reuseContainers()
        .build();
  }
}
