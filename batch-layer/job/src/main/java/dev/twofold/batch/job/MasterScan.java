package dev.twofold.batch.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.epoch.Position;
import dev.twofold.event.GainedColumns;
import dev.twofold.fold.Fold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads the records of a master dataset between two cuts, by Spark's columnar scan of Iceberg. The
 * scan leaves out files; the {@link BatchAdapter} leaves out rows.
 */
final class MasterScan {
  private final Run run;
  private final MasterDataset master;

  MasterScan(Run run, MasterDataset master) {
    this.run = run;
    this.master = master;
  }

  /**
   * Column batches, and how to take the records out of them.
   *
   * @param batches those that may hold such records
   */
  record Scanned(JavaRDD<ColumnarBatch> batches, BatchAdapter adapter) {
    /** Only the records that lie below another cut too. */
    Scanned below(Cut to) {
      return new Scanned(batches, adapter.below(to));
    }
  }

  /**
   * The records that {@code version} holds and {@code from} does not: by offsets, not by epochs, so
   * that a record found behind the earlier cut is among them.
   *
   * @param from a cut of the same topic; its start for all records
   * @param folds what reads the records: no other columns are scanned
   */
  Scanned scan(MasterDataset.Version version, Cut from, List<Fold> folds) {
    TableIdentifier name = run.warehouse().masterName(master.source());
    Dataset<?> rows =
        run.session()
            .read()
            .option("versionAsOf", version.snapshotId().orElseThrow())
            .option("vectorization-enabled", "true")
            .table(Run.CATALOG + ".`" + name.namespace() + "`.`" + name.name() + "`");
    List<String> read =
        master.source().columns().stream()
            .map(column -> column.column().name())
            .filter(column -> folds.stream().anyMatch(fold -> fold.reads().contains(column)))
            .toList();
    List<String> columns = new ArrayList<>(read);
    // The snapshot may be older than a column that the source has gained.
    columns.retainAll(List.of(rows.columns()));
    if (!new GainedColumns(master.source(), read).isEmpty()) {
      columns.add(MasterDataset.UNKNOWN);
    }
    columns.addAll(
        List.of(
            MasterDataset.PARTITION,
            MasterDataset.OFFSET,
            MasterDataset.EPOCH,
            MasterDataset.REJECTED));
    Cut landed = version.cut().orElseThrow();
    Optional<BatchScanExec> scan =
        batchScan(
            rows.where(after(landed, from).and(col(MasterDataset.REJECTED).isNull()))
                .select(columns.stream().map(MasterScan::quoted).toArray(Column[]::new))
                .queryExecution()
                .executedPlan());
    if (scan.isEmpty()) {
      return new Scanned(
          run.spark().emptyRDD(), new BatchAdapter(master.source(), read, columns, from));
    }
    List<String> output =
        CollectionConverters.asJava(scan.get().output()).stream().map(Attribute::name).toList();
    return new Scanned(
        scan.get().executeColumnar().toJavaRDD(),
        new BatchAdapter(master.source(), read, output, from));
  }

  /** The leaf of the plan; empty where Spark found that there is nothing to read. */
  private static Optional<BatchScanExec> batchScan(SparkPlan plan) {
    if (plan instanceof BatchScanExec scan) {
      return Optional.of(scan);
    }
    return CollectionConverters.asJava(plan.children()).stream()
        .map(MasterScan::batchScan)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Column after(Cut landed, Cut from) {
    if (from.positions().isEmpty()) {
      return lit(true);
    }
    Column any = lit(false);
    for (Position position : landed.positions().values()) {
      long next = from.position(position.partition()).nextOffset();
      if (next < position.nextOffset()) {
        any =
            any.or(
                col(MasterDataset.PARTITION)
                    .equalTo(position.partition())
                    .and(col(MasterDataset.OFFSET).geq(next)));
      }
    }
    return any;
  }

  private static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
