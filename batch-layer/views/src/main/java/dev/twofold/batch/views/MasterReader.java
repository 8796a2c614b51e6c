package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * Reads records of a master dataset on one node, file after file, in bounded memory: for those who
 * ask about few of them. The batch layer's folds read it with Spark.
 */
public final class MasterReader {
  private final Table table;
  private final MasterDataset master;
  private final Expression filter;

  /**
   * Of the records of these epochs, dead letters too, and of those between two cuts.
   *
   * @param from where to begin by offsets; null to go by epochs alone
   * @param to where to end by offsets; null to go by epochs alone
   */
  public MasterReader(MasterDataset master, EpochRange epochs, Cut from, Cut to) {
    this.master = master;
    table = master.table();
    table.refresh();
    Expression any = byEpoch(epochs);
    if (from != null && to != null) {
      for (Position end : to.positions().values()) {
        any =
            Expressions.or(
                any,
                Expressions.and(
                    Expressions.equal(MasterSchema.PARTITION, end.partition()),
                    Expressions.greaterThanOrEqual(
                        MasterSchema.OFFSET, from.position(end.partition()).nextOffset()),
                    Expressions.lessThan(MasterSchema.OFFSET, end.nextOffset())));
      }
    }
    filter = any;
  }

  private static Expression byEpoch(EpochRange epochs) {
    return Expressions.and(
        Expressions.greaterThanOrEqual(MasterSchema.EPOCH, epochs.from()),
        Expressions.lessThan(MasterSchema.EPOCH, epochs.to()));
  }

  /**
   * How many records {@link #events} has to read at most: those of all files that may hold some.
   */
  public long recordsAtMost() {
    return tasks(filter).stream().mapToLong(task -> task.file().recordCount()).sum();
  }

  /**
   * Yields what may be of the epochs or between the cuts, and perhaps others: whoever takes them
   * looks at the epoch and the offset. Dead letters come without their bytes.
   *
   * @param columns of the source; the others are NULL
   */
  public void events(Collection<String> columns, Consumer<MasterRecord> into) {
    read(filter, columns, List.of(), into);
  }

  /** Yields dead letters that may be of the epochs, and perhaps others, with their bytes. */
  public void deadLetters(Consumer<MasterRecord> into) {
    read(
        Expressions.and(filter, Expressions.notNull(MasterSchema.REJECTED)),
        List.of(),
        List.of(MasterSchema.RAW),
        record -> {
          if (record.rejected != null) {
            into.accept(record);
          }
        });
  }

  private void read(
      Expression wanted,
      Collection<String> columns,
      List<String> more,
      Consumer<MasterRecord> into) {
    Decoder decoder = new Decoder(columns, more);
    for (FileScanTask task : tasks(wanted)) {
      try (CloseableIterable<StructLike> rows =
          InternalData.read(FileFormat.PARQUET, table.io().newInputFile(task.file()))
              .project(decoder.schema)
              .reuseContainers()
              .build()) {
        for (StructLike row : rows) {
          into.accept(decoder.decode(row));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + task.file().location(), e);
      }
    }
  }

  private List<FileScanTask> tasks(Expression wanted) {
    List<FileScanTask> tasks = new ArrayList<>();
    if (table.currentSnapshot() == null) {
      return tasks;
    }
    try (CloseableIterable<FileScanTask> planned = table.newScan().filter(wanted).planFiles()) {
      planned.forEach(tasks::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
    }
    return tasks;
  }

  /** Iceberg's values into a record. */
  private final class Decoder {
    private final List<Column> all =
        master.source().columns().stream().map(column -> column.column()).toList();
    private final Schema schema;
    private final MasterRecord record = new MasterRecord(all.size());
    private final int[] inRow;
    private final int own;

    Decoder(Collection<String> columns, List<String> more) {
      List<Types.NestedField> fields = new ArrayList<>();
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        Types.NestedField field = table.schema().findField(all.get(i).name());
        if (columns.contains(all.get(i).name()) && field != null) {
          fields.add(field);
          rows.add(i);
        }
      }
      own = fields.size();
      inRow = rows.stream().mapToInt(Integer::intValue).toArray();
      for (String name :
          List.of(
              MasterSchema.PARTITION,
              MasterSchema.OFFSET,
              MasterSchema.EPOCH,
              MasterSchema.INGESTED_AT,
              MasterSchema.REJECTED)) {
        fields.add(table.schema().findField(name));
      }
      more.forEach(name -> fields.add(table.schema().findField(name)));
      schema = new Schema(fields);
      Arrays.fill(record.row().nulls, true);
    }

    MasterRecord decode(StructLike row) {
      for (int i = 0; i < own; i++) {
        set(record.row(), inRow[i], row.get(i, Object.class));
      }
      record.partition = row.get(own, Integer.class);
      record.offset = row.get(own + 1, Long.class);
      Long epoch = row.get(own + 2, Long.class);
      record.epoch = epoch == null ? Position.NO_EPOCH : epoch;
      record.ingestedAtMillis = Math.floorDiv(row.get(own + 3, Long.class), 1000L);
      CharSequence rejected = row.get(own + 4, CharSequence.class);
      record.rejected = rejected == null ? null : rejected.toString();
      record.raw = null;
      if (schema.columns().size() > own + 5) {
        record.raw =
            (byte[]) IcebergTypes.external(DataType.BINARY, row.get(own + 5, ByteBuffer.class));
      }
      return record;
    }

    private void set(Row into, int at, Object internal) {
      into.nulls[at] = internal == null;
      if (internal == null) {
        return;
      }
      Object value = IcebergTypes.external(all.get(at).type(), internal);
      switch (all.get(at).type().kind()) {
        case BOOLEAN -> into.words[at] = (Boolean) value ? 1 : 0;
        case BIGINT, TIMESTAMP -> into.words[at] = (Long) value;
        case DOUBLE -> into.words[at] = Double.doubleToRawLongBits((Double) value);
        default -> into.refs[at] = value;
      }
    }
  }
}
