package dev.twofold.batch.views;

import dev.twofold.epoch.EpochClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Lets old dead letters of a master dataset go: those of epochs below a floor, and of those that
 * have no epoch what was ingested before it. No event goes with them.
 *
 * <p>Landings write dead letters to files of their own, so that most go by their files' bounds, and
 * none of them is read. What another tool has put into one file with events is written anew.
 *
 * <p>The floor is a property of the table, and rises in the commit that deletes: by it the speed
 * layer's go too, and whoever compares the layers looks at no dead letter below it.
 */
public final class DeadLetterExpiry {
  /** The first epoch whose dead letters are all there. */
  private static final String FLOOR = "twofold.dead-letters-from";

  private final MasterDataset master;
  private final MasterDataset.Version version;
  private final Table table;
  private final long floor;
  private final Expression old;
  private final Evaluator isOld;
  private final StrictMetricsEvaluator areAllOld;
  private final String operation = UUID.randomUUID().toString();
  private final List<DataFile> replaced = new ArrayList<>();
  private final List<DataFile> by = new ArrayList<>();
  private long letters;

  private DeadLetterExpiry(
      MasterDataset master, MasterDataset.Version version, long floor, EpochClock clock) {
    this.master = master;
    this.version = version;
    this.floor = floor;
    table = master.table();
    old = old(floor, IcebergTypes.nearestMicros(clock.startMillis(floor)));
    isOld = new Evaluator(table.schema().asStruct(), old);
    areAllOld = new StrictMetricsEvaluator(table.schema(), old);
  }

  /**
   * Finds what is to go, and writes files anew that hold other records too. The floor moves on
   * only, and not beyond the cut: what is not landed yet, only the speed layer has.
   *
   * @param wanted the first epoch whose dead letters stay
   * @param clock of the source's epochs
   * @return empty where the floor is there already
   */
  public static Optional<DeadLetterExpiry> plan(
      MasterDataset master, long wanted, EpochClock clock) {
    MasterDataset.Version version = master.version();
    long through = version.cut().map(Cut::through).orElse(Long.MIN_VALUE);
    long floor = Math.min(wanted, through);
    if (floor <= version.deadLettersFrom()) {
      return Optional.empty();
    }
    DeadLetterExpiry expiry = new DeadLetterExpiry(master, version, floor, clock);
    expiry.find();
    Moment.DEAD_LETTERS_LEFT_OUT.reached();
    return Optional.of(expiry);
  }

  /**
   * Lets them go.
   *
   * @return how many there were
   * @throws LostRaceException where another committed meanwhile; nothing was changed
   */
  public long commit() {
    master.letDeadLettersGo(version, floor, replaced, by);
    return letters;
  }

  /** Files that no commit names until {@link #commit}. */
  public List<DataFile> written() {
    return by;
  }

  static long floor(Map<String, String> properties) {
    return Long.parseLong(properties.getOrDefault(FLOOR, Long.toString(Long.MIN_VALUE)));
  }

  static void setFloor(Transaction transaction, long floor) {
    transaction.updateProperties().set(FLOOR, Long.toString(floor)).commit();
  }

  /** That an epoch is there is said, too: a comparison takes NULL for the least of all. */
  private static Expression old(long floor, long micros) {
    return Expressions.and(
        Expressions.notNull(MasterSchema.REJECTED),
        Expressions.or(
            Expressions.and(
                Expressions.notNull(MasterSchema.EPOCH),
                Expressions.lessThan(MasterSchema.EPOCH, floor)),
            Expressions.and(
                Expressions.isNull(MasterSchema.EPOCH),
                Expressions.lessThan(MasterSchema.INGESTED_AT, micros))));
  }

  private void find() {
    try (CloseableIterable<FileScanTask> mayHoldOld =
        table
            .newScan()
            .useSnapshot(version.snapshotId().orElseThrow())
            .includeColumnStats()
            .filter(old)
            .planFiles()) {
      for (FileScanTask task : mayHoldOld) {
        if (!task.deletes().isEmpty()) {
          throw new RefusedException(
              "Table "
                  + table.name()
                  + " has rows that another tool deleted. Have it rewrite the files first");
        }
        DataFile file = task.file();
        if (areAllOld.eval(file)) {
          replaced.add(file);
          letters += file.recordCount();
        } else {
          writeAnew(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot let dead letters of " + table.name() + " go", e);
    }
  }

  private void writeAnew(DataFile file) throws IOException {
    long found = 0;
    try (CloseableIterable<StructLike> rows = rows(file)) {
      for (StructLike row : rows) {
        found += isOld.eval(row) ? 1 : 0;
      }
    }
    if (found == 0) {
      return;
    }
    try (CloseableIterable<StructLike> rows = rows(file);
        RowFiles out = new RowFiles(table, null, replaced.size(), 0, operation)) {
      for (StructLike row : rows) {
        if (!isOld.eval(row)) {
          out.write(row);
        }
      }
      by.addAll(out.finish());
    }
    replaced.add(file);
    letters += found;
  }

  private CloseableIterable<StructLike> rows(DataFile file) {
    return InternalData.read(FileFormat.PARQUET, table.io().newInputFile(file))
        .project(table.schema())
        .reuseContainers()
        .build();
  }
}
