package dev.twofold.batch.views;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

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
   * @param columns of the source; the others are NULL. One that it gained is filled of what the
   *     records before kept
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
    MasterDecoder decoder = new MasterDecoder(master.source(), table.schema(), columns, more);
    for (FileScanTask task : tasks(wanted)) {
      try (CloseableIterable<StructLike> rows =
          InternalData.read(FileFormat.PARQUET, table.io().newInputFile(task.file()))
              .project(decoder.schema())
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
}
