package dev.twofold.batch.job;

import dev.twofold.batch.job.SegmentTarget.Written;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Moment;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.epoch.EpochRange;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Brings a source's batch views up to its master dataset: folds what each lacks into one segment
 * and publishes it. Views that lack the same records are folded in one pass.
 */
final class FoldStep {
  /** How much of a view is folded. */
  enum Extent {
    NEW_RECORDS,
    FULL_RECOMPUTE
  }

  /** Of the heap, what all maps of live states may take, at a guess of bytes a state. */
  private static final double HEAP_SHARE = 0.25;

  private static final long GUESSED_STATE_BYTES = 700;
  private static final int MIN_GROUPS = 1 << 13;
  private static final int MAX_GROUPS = 1 << 20;

  private final Run run;
  private final SourceDefinition source;
  private final MasterDataset master;
  private final Extent extent;

  FoldStep(Run run, SourceDefinition source, Extent extent) {
    this.run = run;
    this.source = source;
    this.extent = extent;
    master = run.warehouse().master(source);
  }

  /** A view that lacks records, and the version of it that this was found in. */
  private record Behind(
      BatchViewTable table, BatchViewTable.Version version, Cut from, Extent extent) {}

  void fold(List<Fold> views) {
    List<Fold> left = new ArrayList<>(views);
    Run.planAgainAfterLostRace(
        () -> {
          MasterDataset.Version landed = new Forget(run, source).finished(views);
          if (landed.cut().isEmpty()) {
            run.progress().line("fold", source.name(), "nothing landed yet");
            return;
          }
          Map<Cut, List<Behind>> passes = new LinkedHashMap<>();
          for (Fold view : left) {
            plan(view, landed, passes);
          }
          for (Map.Entry<Cut, List<Behind>> pass : passes.entrySet()) {
            pass(landed, pass.getKey(), pass.getValue(), left);
          }
        });
  }

  private void plan(Fold view, MasterDataset.Version master, Map<Cut, List<Behind>> passes) {
    Cut landed = master.cut().orElseThrow();
    BatchViewTable table = run.warehouse().view(view);
    BatchViewTable.Version version = table.version();
    Optional<String> hold = run.hold(table, version);
    if (hold.isPresent()) {
      run.progress()
          .line(
              "hold",
              run.label(view),
              "left as it is: %s. To go on: ./twofold rollback %s --release",
              hold.get(),
              view.view());
      return;
    }
    Cut start = Cut.start(landed.topic(), landed.topicId());
    Cut from =
        version.current().map(current -> BatchViewTable.cut(current, landed.topic())).orElse(start);
    if (extent == Extent.FULL_RECOMPUTE || !Forget.isFree(version, master)) {
      passes
          .computeIfAbsent(start, unused -> new ArrayList<>())
          .add(new Behind(table, version, start, Extent.FULL_RECOMPUTE));
    } else if (landed.isBeyond(from)) {
      passes
          .computeIfAbsent(from, unused -> new ArrayList<>())
          .add(new Behind(table, version, from, Extent.NEW_RECORDS));
    }
  }

  /**
   * Folds the views in one pass over the rows and publishes each; takes those done off the list.
   */
  private void pass(MasterDataset.Version landed, Cut from, List<Behind> views, List<Fold> left) {
    Run.Work work = run.begin();
    Cut to = landed.cut().orElseThrow();
    List<Fold> folds = views.stream().map(view -> view.table().fold()).toList();
    SegmentTargets targets = SegmentTargets.in(views.stream().map(Behind::table).toList());
    List<Written> written =
        StateShuffle.write(
            partials(
                new MasterScan(run, master).scan(landed, from, folds), folds, run.phase("fold")),
            targets.all());
    run.progress()
        .line(
            "fold",
            source.name(),
            "%d view%s from %s through %s in %s",
            folds.size(),
            folds.size() == 1 ? "" : "s",
            from.through() == 0 ? "the start" : run.start(from.through()),
            run.start(to.through()),
            work.time());
    Moment.SEGMENTS_WRITTEN.reached();
    run.journal().phase("publish", () -> 0);
    work.checkMayCommit();
    EpochRange range = new EpochRange(from.through(), to.through());
    LostRaceException lost = null;
    for (int i = 0; i < views.size(); i++) {
      SegmentTargets.Segments segments = targets.of(i, written, range);
      try {
        publish(views.get(i), segments, landed);
        left.remove(folds.get(i));
      } catch (LostRaceException e) {
        Run.delete(views.get(i).table().table(), segments.files());
        lost = e;
      }
    }
    if (lost != null) {
      throw lost;
    }
  }

  static JavaRDD<Tuple2<byte[], byte[]>> partials(
      MasterScan.Scanned scanned, List<Fold> folds, LongAccumulator rows) {
    JavaRDD<ColumnarBatch> batches = scanned.batches();
    BatchAdapter adapter = scanned.adapter();
    List<Fold> serializable = new ArrayList<>(folds);
    int maxGroups = maxGroups(folds.size(), Math.max(1, batches.context().defaultParallelism()));
    return batches.mapPartitions(
        part -> new Partials(counted(part, rows), adapter, serializable, maxGroups));
  }

  private static Iterator<ColumnarBatch> counted(
      Iterator<ColumnarBatch> batches, LongAccumulator rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public ColumnarBatch next() {
        ColumnarBatch batch = batches.next();
        rows.add(batch.numRows());
        return batch;
      }
    };
  }

  private static int maxGroups(int views, int tasks) {
    double bytes = Runtime.getRuntime().maxMemory() * HEAP_SHARE / tasks / views;
    return (int) Math.max(MIN_GROUPS, Math.min(MAX_GROUPS, bytes / GUESSED_STATE_BYTES));
  }

  private RunRecord.Published published(
      Behind view, Generation generation, SegmentTargets.Segments segments) {
    return new RunRecord.Published(
        run.label(view.table().fold()),
        generation.number(),
        generation.events(),
        segments.rows(),
        segments.files().stream().mapToLong(DataFile::fileSizeInBytes).sum());
  }

  private void publish(
      Behind view, SegmentTargets.Segments segments, MasterDataset.Version landed) {
    String code = CodeVersion.current();
    Cut to = landed.cut().orElseThrow();
    if (master.cutAt(to.through()).isEmpty()) {
      // The view went on to later cuts and was rolled back meanwhile.
      throw new LostRaceException(
          "The snapshot that the run was planned from is let go of: plan again", null);
    }
    Generation generation =
        view.extent() == Extent.FULL_RECOMPUTE
            ? view.table()
                .replaceAll(
                    view.version(),
                    segments.segments(),
                    to,
                    segments.files(),
                    code,
                    landed.erased())
            : view.table().publish(view.version(), segments.segments(), to, segments.files(), code);
    run.journal().published(published(view, generation, segments));
    run.progress()
        .line(
            "publish",
            run.label(view.table().fold()),
            "generation %d: %,d states of %,d events%s",
            generation.number(),
            segments.rows(),
            segments.events(),
            segments.segments().size() > 1 ? ", some of them a backfill" : "");
  }
}
