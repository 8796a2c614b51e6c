package dev.twofold.batch.job;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.epoch.Position;
import dev.twofold.event.GainedColumns;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.PreAggregator;
import dev.twofold.view.Segment;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Takes the records that lie after a cut and were not rejected out of Spark's column batches, as
 * the rows that folds take. Not thread-safe: each task has a copy of its own.
 */
final class BatchAdapter implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MICROS = 1000;
  private static final int STRINGS = 1 << 12;

  /** Longer strings are not kept: all together must stay small, and long ones seldom repeat. */
  private static final int LONGEST_KEPT = 256;

  private final SourceDefinition source;
  private final List<String> read;

  /** For each of the batch's columns that the source has, where it is in the batch and the row. */
  private final int[] inBatch;

  private final int[] inRow;

  /** Where columns are in the row that are wanted, but not in the batch. */
  private final int[] notInBatch;

  private final DataType[] types;
  private final int partition;
  private final int offset;
  private final int rejected;
  private final int epoch;

  /** Negative where no column is to be filled of it. */
  private final int unknown;

  /** The first offset to take, by {@link #slot}; 0 for partitions beyond its end. */
  private final long[] firstOffsets;

  /** The offset after the last to take, by {@link #slot}; empty where all are to be taken. */
  private long[] ends = {};

  private transient Row[] rows;
  private transient GainedColumns gained;
  private transient UTF8String[] seen;
  private transient String[] strings;

  /**
   * @param read columns of the source that are wanted
   * @param columns names of the batches' columns, those of the partition, the offset, the epoch and
   *     the reason of rejection among them; that of unknown fields, where one that is wanted was
   *     gained
   */
  BatchAdapter(SourceDefinition source, List<String> read, List<String> columns, Cut from) {
    this.source = source;
    this.read = List.copyOf(read);
    List<String> names = source.columns().stream().map(column -> column.column().name()).toList();
    List<String> own = columns.stream().filter(names::contains).toList();
    inBatch = own.stream().mapToInt(columns::indexOf).toArray();
    inRow = own.stream().mapToInt(names::indexOf).toArray();
    notInBatch =
        read.stream().filter(name -> !own.contains(name)).mapToInt(names::indexOf).toArray();
    types =
        Arrays.stream(inRow)
            .mapToObj(column -> source.columns().get(column).column().type())
            .toArray(DataType[]::new);
    partition = columns.indexOf(MasterDataset.PARTITION);
    offset = columns.indexOf(MasterDataset.OFFSET);
    rejected = columns.indexOf(MasterDataset.REJECTED);
    epoch = columns.indexOf(MasterDataset.EPOCH);
    unknown = columns.indexOf(MasterDataset.UNKNOWN);
    int slots = from.positions().keySet().stream().mapToInt(id -> slot(id) + 1).max().orElse(0);
    firstOffsets = new long[slots];
    for (Position position : from.positions().values()) {
      firstOffsets[slot(position.partition())] = position.nextOffset();
    }
  }

  /** Has it take only records that lie below another cut too. Before the first batch. */
  BatchAdapter below(Cut to) {
    int slots = to.positions().keySet().stream().mapToInt(id -> slot(id) + 1).max().orElse(0);
    ends = new long[Math.max(1, slots)];
    for (Position position : to.positions().values()) {
      ends[slot(position.partition())] = position.nextOffset();
    }
    return this;
  }

  /** Where a partition's first offset is kept: that of records from files comes first. */
  private static int slot(int partition) {
    return partition - MasterDataset.FILES;
  }

  /** Takes the first {@code count} rows, until the next call. */
  interface Rows {
    /**
     * @param kind of the segment that they belong to: records without an epoch are a backfill
     */
    void accept(Row[] rows, int count, Segment.Kind kind);
  }

  /** Passes on the batch's records, some at a time, in the same rows, filled anew. */
  void forEach(ColumnarBatch batch, Rows into) {
    if (rows == null) {
      rows = new Row[PreAggregator.BATCH];
      Arrays.setAll(rows, unused -> emptyRow());
      seen = new UTF8String[STRINGS];
      strings = new String[STRINGS];
      gained = new GainedColumns(source, read);
    }
    take(batch, Segment.Kind.EPOCHS, into);
    if (batch.column(epoch).hasNull()) {
      take(batch, Segment.Kind.BACKFILL, into);
    }
  }

  private void take(ColumnarBatch batch, Segment.Kind kind, Rows into) {
    ColumnVector reasons = batch.column(rejected);
    ColumnVector epochs = batch.column(epoch);
    boolean withoutEpoch = kind == Segment.Kind.BACKFILL;
    int[] taken = new int[rows.length];
    int count = 0;
    for (int at = 0; at < batch.numRows(); at++) {
      if (reasons.isNullAt(at) && epochs.isNullAt(at) == withoutEpoch && isBetweenCuts(batch, at)) {
        taken[count++] = at;
        if (count == taken.length) {
          fill(batch, taken, count);
          into.accept(rows, count, kind);
          count = 0;
        }
      }
    }
    fill(batch, taken, count);
    into.accept(rows, count, kind);
  }

  /** A row to fill: what no view reads is NULL in it. */
  private Row emptyRow() {
    Row row = new Row(source.columns().size());
    Arrays.fill(row.nulls, true);
    return row;
  }

  private boolean isBetweenCuts(ColumnarBatch batch, int at) {
    if (firstOffsets.length == 0 && ends.length == 0) {
      return true;
    }
    int slot = slot(batch.column(partition).getInt(at));
    long position = batch.column(offset).getLong(at);
    boolean after = slot >= firstOffsets.length || position >= firstOffsets[slot];
    return after && (ends.length == 0 || (slot < ends.length && position < ends[slot]));
  }

  private void fill(ColumnarBatch batch, int[] taken, int count) {
    for (int i = 0; i < inBatch.length; i++) {
      ColumnVector column = batch.column(inBatch[i]);
      int to = inRow[i];
      for (int n = 0; n < count; n++) {
        rows[n].nulls[to] = column.isNullAt(taken[n]);
      }
      DataType type = types[i];
      for (int n = 0; n < count; n++) {
        if (!rows[n].nulls[to]) {
          set(rows[n], to, column, taken[n], type);
        }
      }
    }
    if (unknown >= 0) {
      fillGained(batch.column(unknown), taken, count);
    }
  }

  private void fillGained(ColumnVector texts, int[] taken, int count) {
    for (int n = 0; n < count; n++) {
      for (int column : notInBatch) {
        rows[n].nulls[column] = true;
      }
      if (!texts.isNullAt(taken[n])) {
        gained.fill(texts.getUTF8String(taken[n]).getBytes(), rows[n]);
      }
    }
  }

  private void set(Row row, int to, ColumnVector column, int at, DataType type) {
    switch (type.kind()) {
      case BOOLEAN -> row.words[to] = column.getBoolean(at) ? 1 : 0;
      case BIGINT -> row.words[to] = column.getLong(at);
      case TIMESTAMP -> row.words[to] = Math.floorDiv(column.getLong(at), MICROS);
      case DOUBLE -> row.words[to] = Double.doubleToRawLongBits(column.getDouble(at));
      case DECIMAL ->
          row.refs[to] = column.getDecimal(at, type.precision(), type.scale()).toJavaBigDecimal();
      case VARCHAR -> row.refs[to] = string(column.getUTF8String(at));
      default -> throw new IllegalStateException("Cannot read a source's column of " + type);
    }
  }

  /** Decodes a string, or finds it among those met before: most columns repeat a few. */
  private String string(UTF8String utf8) {
    if (utf8.numBytes() > LONGEST_KEPT) {
      return utf8.toString();
    }
    int slot = utf8.hashCode() & (STRINGS - 1);
    if (!utf8.equals(seen[slot])) {
      // The batch's memory is reused.
      seen[slot] = utf8.clone();
      strings[slot] = utf8.toString();
    }
    return strings[slot];
  }
}
