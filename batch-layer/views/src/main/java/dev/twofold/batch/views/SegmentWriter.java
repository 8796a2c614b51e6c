package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;

/**
 * Writes a task's states as rows of one segment. They must come in ascending order of key (unsigned
 * bytes), then pane, each (key, pane) at most once in the whole segment. Not thread-safe.
 */
public final class SegmentWriter implements Closeable {
  private final Fold fold;
  private final RowFiles files;
  private final ArrayStruct row;
  private final List<Column> keys;
  private final List<Column> stateColumns;
  private long rows;
  private long events;

  /**
   * @param table the batch view's, or its serialized copy
   * @param attempt unique to this attempt at the task
   */
  public SegmentWriter(Table table, Fold fold, String segment, int task, long attempt) {
    this.fold = fold;
    keys = fold.keys();
    stateColumns = fold.stateColumns();
    PartitionData partition = new PartitionData(table.spec().partitionType());
    partition.set(0, segment);
    files = new RowFiles(table, partition, task, attempt, segment);
    row = new ArrayStruct(new Object[keys.size() + 1 + stateColumns.size() + 1]);
    row.set(row.size() - 1, segment);
  }

  public void write(byte[] key, long pane, State state) throws IOException {
    Object[] keyValues = fold.keyValues(key);
    int at = 0;
    for (int i = 0; i < keyValues.length; i++) {
      row.set(at++, IcebergTypes.internal(keys.get(i).type(), keyValues[i]));
    }
    row.set(at++, IcebergTypes.micros(pane));
    Object[] stateValues = fold.toColumns(state);
    for (int i = 0; i < stateValues.length; i++) {
      row.set(at++, IcebergTypes.internal(stateColumns.get(i).type(), stateValues[i]));
    }
    files.write(row);
    rows++;
    events += state.events();
  }

  /** How many states were written. */
  public long rows() {
    return rows;
  }

  /** How many events are in the states written. */
  public long events() {
    return events;
  }

  /** Finishes the files and names them. */
  public List<DataFile> finish() throws IOException {
    List<DataFile> written = files.finish();
    Moment.SEGMENT_PART_WRITTEN.reached();
    return written;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
