package dev.twofold.batch.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads accepted records of a master dataset between two cuts, by Spark's columnar scan. */
final class MasterScan {
  private final Run run;
  private final MasterDataset master;

  MasterScan(Run run, MasterDataset master) {
    this.run = run;
    this.master = master;
  }

  /** The columns of the source that the views read, in its order: a scan reads no more. */
  List<String> columns(List<Fold> folds) {
    return master.source().columns().stream()
        .map(column -> column.column().name())
        .filter(name -> folds.stream().anyMatch(fold -> fold.reads().contains(name)))
        .toList();
  }

  /**
   * The records that {@code version} holds and {@code from} does not: by offsets, not by epochs, so
   * that a record found behind the earlier cut is among them.
   *
   * @param from a cut of the same topic; its start for all records
   */
  JavaRDD<InternalRow> rows(MasterDataset.Version version, Cut from, List<String> columns) {
    TableIdentifier name = run.warehouse().masterName(master.source());
    Dataset<?> rows =
        run.session()
            .read()
            .option("versionAsOf", version.snapshotId().orElseThrow())
            .table(Run.CATALOG + ".`" + name.namespace() + "`.`" + name.name() + "`")
            .where(col(MasterDataset.REJECTED).isNull());
    if (!from.positions().isEmpty()) {
      rows = rows.where(after(version.cut().orElseThrow(), from));
    }
    List<String> there = List.of(rows.columns());
    return rows.select(
            columns.stream()
                // The snapshot may be older than a column that the source has gained.
                .map(column -> there.contains(column) ? quoted(column) : lit(null).as(column))
                .toArray(Column[]::new))
        .queryExecution()
        .toRdd()
        .toJavaRDD();
  }

  private static Column after(Cut landed, Cut from) {
    Column any = null;
    for (Position position : landed.positions().values()) {
      long next = from.position(position.partition()).nextOffset();
      if (next < position.nextOffset()) {
        Column one =
            col(MasterDataset.PARTITION)
                .equalTo(position.partition())
                .and(col(MasterDataset.OFFSET).geq(next));
        any = any == null ? one : any.or(one);
      }
    }
    return any == null ? lit(false) : any;
  }

  private static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
