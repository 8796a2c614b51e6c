package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.fold.Fold;
import dev.twofold.view.StateRow;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.FileIO;

/**
 * The states in files of one segment, ascending by key (unsigned bytes), then pane: a merge of the
 * files, each of which is sorted. Not thread-safe.
 */
public final class SegmentReader implements CloseableIterator<StateRow> {
  private final Fold fold;
  private final Schema schema;
  private final List<Closeable> opened = new ArrayList<>();
  private final PriorityQueue<Source> sources =
      new PriorityQueue<>(Comparator.comparing(source -> source.next, StateOrder.ASCENDING));

  /**
   * @param files some or all of {@link #files}
   */
  public SegmentReader(FileIO io, List<String> files, Fold fold) throws IOException {
    this.fold = fold;
    schema = new ViewSchema(fold).schema();
    try {
      for (String file : files) {
        open(io, file);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Names the files of a segment.
   *
   * @param snapshot one that holds the segment
   */
  public static List<String> files(Table table, long snapshot, String segment) throws IOException {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .useSnapshot(snapshot)
            .filter(Expressions.equal(ViewSchema.SEGMENT, segment))
            .planFiles()) {
      for (FileScanTask task : tasks) {
        if (!task.deletes().isEmpty()) {
          throw new RefusedException(
              "Table " + table.name() + " has rows that another tool deleted: recompute the view");
        }
        files.add(task.file().location());
      }
    }
    return files;
  }

  private void open(FileIO io, String path) {
    CloseableIterable<StructLike> rows =
        InternalData.read(FileFormat.PARQUET, io.newInputFile(path))
            .project(schema)
            .reuseContainers()
            .build();
    opened.add(rows);
    Source source = new Source(path, rows.iterator());
    if (source.advance()) {
      sources.add(source);
    }
  }

  @Override
  public boolean hasNext() {
    return !sources.isEmpty();
  }

  @Override
  public StateRow next() {
    Source first = sources.poll();
    if (first == null) {
      throw new NoSuchElementException();
    }
    StateRow row = first.next;
    if (first.advance()) {
      sources.add(first);
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    for (Closeable rows : opened) {
      rows.close();
    }
  }

  /** One file, and the next row that it has. */
  private final class Source {
    private final String path;
    private final Iterator<StructLike> rows;
    private StateRow next;

    Source(String path, Iterator<StructLike> rows) {
      this.path = path;
      this.rows = rows;
    }

    boolean advance() {
      if (!rows.hasNext()) {
        return false;
      }
      StateRow row = stateRow(rows.next());
      if (next != null && StateOrder.ASCENDING.compare(next, row) >= 0) {
        throw new RefusedException(
            "File " + path + " is not sorted by key and window: another tool wrote it");
      }
      next = row;
      return true;
    }
  }

  private StateRow stateRow(StructLike row) {
    int keys = fold.keys().size();
    byte[] key = fold.keyBytes(values(row, 0, fold.keys()));
    long pane = Math.floorDiv(row.get(keys, Long.class), 1000L);
    Object[] state = values(row, keys + 1, fold.stateColumns());
    return new StateRow(key, pane, fold.encode(fold.fromColumns(state)));
  }

  private static Object[] values(StructLike row, int first, List<Column> columns) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = IcebergTypes.external(columns.get(i).type(), row.get(first + i, Object.class));
    }
    return values;
  }
}
