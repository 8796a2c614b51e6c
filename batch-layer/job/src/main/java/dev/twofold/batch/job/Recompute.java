package dev.twofold.batch.job;

import dev.twofold.batch.job.SegmentTarget.Written;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Moment;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.epoch.EpochRange;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Folds some windows of a view anew from the master dataset, and leaves the states of all others as
 * they are, to the byte. One generation takes the place of the current one: of the same records, so
 * that its seam is where it was.
 */
final class Recompute {
  private final Run run;
  private final SourceDefinition source;
  private final MasterDataset master;

  Recompute(Run run, SourceDefinition source) {
    this.run = run;
    this.source = source;
    master = run.warehouse().master(source);
  }

  /**
   * @throws RefusedException where a rollback holds the view, or it has no such windows
   */
  void recompute(Fold view, Windows windows) {
    windows.checkFit(view);
    Optional<BatchViewTable> table = run.warehouse().findView(view);
    if (table.isEmpty() || table.get().version().current().isEmpty()) {
      run.progress().line("fold", run.label(view), "nothing published yet");
      return;
    }
    Run.planAgainAfterLostRace(
        () -> {
          BatchViewTable.Version version = table.get().version();
          Optional<String> hold = run.hold(table.get(), version);
          if (hold.isPresent()) {
            throw new RefusedException(
                "View "
                    + view.view()
                    + " is held: "
                    + hold.get()
                    + ". Release it first: ./twofold rollback "
                    + view.view()
                    + " --release");
          }
          MasterDataset.Version landed = new Forget(run, source).finished(List.of(view));
          boolean free = Forget.isFree(version, landed);
          publish(table.get(), version, landed, free ? windows : Windows.ALL);
        });
  }

  /** Folds windows of a view anew, whether publishing is held or not. */
  void publish(
      BatchViewTable view,
      BatchViewTable.Version version,
      MasterDataset.Version landed,
      Windows windows) {
    Run.Work work = run.begin();
    Generation current = version.current().orElseThrow();
    Cut cut = BatchViewTable.cut(current, landed.cut().orElseThrow().topic());
    SegmentTargets targets = SegmentTargets.in(List.of(view));
    JavaRDD<Tuple2<byte[], byte[]>> states =
        anew(view.fold(), landed, cut, windows).union(kept(view, version, windows));
    List<Written> written = StateShuffle.write(states, targets.all());
    SegmentTargets.Segments segments = targets.of(0, written, new EpochRange(0, current.through()));
    Moment.SEGMENTS_WRITTEN.reached();
    run.journal().phase("publish", () -> 0);
    work.checkMayCommit();
    try {
      Generation generation =
          view.replaceAll(
              version,
              segments.segments(),
              cut,
              segments.files(),
              CodeVersion.current(),
              landed.erased());
      tell(view.fold(), generation, segments, windows, work);
    } catch (LostRaceException e) {
      Run.delete(view.table(), segments.files());
      throw e;
    }
  }

  /** The states of the windows, of the records that the view has. */
  private JavaRDD<Tuple2<byte[], byte[]>> anew(
      Fold view, MasterDataset.Version landed, Cut cut, Windows windows) {
    List<Fold> folds = List.of(view);
    MasterScan.Scanned scanned =
        new MasterScan(run, master)
            .scan(landed, Cut.start(cut.topic(), cut.topicId()), folds)
            .below(cut);
    return FoldStep.partials(scanned, folds, run.phase("fold"))
        .filter(state -> windows.contains(StateKey.pane(state._1())));
  }

  /** The states of all other windows, segment after segment: they are merged, and not made anew. */
  private JavaRDD<Tuple2<byte[], byte[]>> kept(
      BatchViewTable view, BatchViewTable.Version version, Windows windows) {
    JavaRDD<Tuple2<byte[], byte[]>> kept = run.spark().emptyRDD();
    if (windows.equals(Windows.ALL)) {
      return kept;
    }
    Compaction stored = new Compaction(run, Compaction.Extent.ALL);
    for (Segment segment : version.current().orElseThrow().segments()) {
      int target = SegmentTargets.code(segment.kind());
      kept =
          kept.union(
              stored
                  .states(view, version, List.of(segment))
                  .filter(state -> !windows.contains(StateKey.pane(state._1())))
                  .map(state -> new Tuple2<>(of(target, state._1()), state._2())));
    }
    return kept;
  }

  private static byte[] of(int target, byte[] key) {
    return StateKey.of(target, StateKey.key(key), StateKey.pane(key));
  }

  private void tell(
      Fold view,
      Generation generation,
      SegmentTargets.Segments segments,
      Windows windows,
      Run.Work work) {
    run.journal()
        .published(
            new RunRecord.Published(
                run.label(view),
                generation.number(),
                generation.events(),
                segments.rows(),
                segments.files().stream().mapToLong(DataFile::fileSizeInBytes).sum()));
    run.progress()
        .line(
            "publish",
            run.label(view),
            "generation %d: %s folded anew, %,d states of %,d events in %s",
            generation.number(),
            windows,
            segments.rows(),
            segments.events(),
            work.time());
  }
}
