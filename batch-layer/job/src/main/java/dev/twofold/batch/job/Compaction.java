package dev.twofold.batch.job;

import dev.twofold.batch.job.SegmentTarget.Written;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.Moment;
import dev.twofold.batch.views.ReconciliationTable;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.SegmentReader;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import dev.twofold.view.MergePolicy;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Merges neighbouring segments of a view that cover epochs into one. No answer changes. */
final class Compaction {
  private final Run run;
  private final Extent extent;

  /** Which segments may be merged. */
  enum Extent {
    /** Those of {@link #RECONCILED} that {@link MergePolicy} merges after each run. */
    OUTGROWN,
    /** Those that were compared with the speed layer, or cannot be: their rows may be let go. */
    RECONCILED,
    /** All of them. */
    ALL
  }

  Compaction(Run run, Extent extent) {
    this.run = run;
    this.extent = extent;
  }

  void compact(Fold view) {
    Optional<BatchViewTable> table = run.warehouse().findView(view);
    if (table.isEmpty()) {
      leave("compact", view.view(), "nothing published yet");
      return;
    }
    Run.planAgainAfterLostRace(() -> compactOnce(table.get()));
  }

  private void compactOnce(BatchViewTable view) {
    Run.Work work = run.begin();
    BatchViewTable.Version version = view.version();
    String name = view.fold().view();
    if (version.hold().isPresent()) {
      leave("hold", name, "left as it is: %s", version.hold().get());
      return;
    }
    List<Segment> all =
        version.current().map(Generation::segments).orElse(List.of()).stream()
            .filter(segment -> segment.kind() == Segment.Kind.EPOCHS)
            .toList();
    List<Segment> segments = chosen(view.fold(), all);
    if (segments.size() < 2) {
      leave(
          "compact",
          name,
          all.size() < 2
              ? "nothing to merge"
              : "nothing to merge yet: of %d segments, fewer than 2 neighbours were compared"
                  + " with the speed layer. Compare them with ./twofold reconcile, or merge them"
                  + " all the same with --unreconciled",
          all.size());
      return;
    }
    run.journal().phase("compact", () -> 0);
    SegmentTarget target = SegmentTarget.in(view);
    Written written = StateShuffle.write(states(view, version, segments), List.of(target)).get(0);
    EpochRange range =
        new EpochRange(
            segments.get(0).range().from(), segments.get(segments.size() - 1).range().to());
    Segment merged =
        new Segment(target.segment(), Segment.Kind.EPOCHS, range, written.events(), written.rows());
    Moment.COMPACTION_WRITTEN.reached();
    work.checkMayCommit();
    if (extent != Extent.ALL) {
      // Before the commit: a segment of settled ones is settled, and one that was not committed is
      // never asked for.
      run.warehouse().reconciliations().append(List.of(merged(view.fold(), merged)));
    }
    Set<String> replaced = segments.stream().map(Segment::id).collect(Collectors.toSet());
    try {
      Generation generation =
          view.compact(version, replaced, merged, written.files(), CodeVersion.current());
      run.journal()
          .published(
              new RunRecord.Published(
                  name,
                  generation.number(),
                  generation.events(),
                  written.rows(),
                  written.files().stream().mapToLong(DataFile::fileSizeInBytes).sum()));
      run.progress()
          .line(
              "compact",
              name,
              "generation %d: %d segments into one of %,d states in %s",
              generation.number(),
              segments.size(),
              written.rows(),
              work.time());
    } catch (LostRaceException e) {
      Run.delete(view.table(), written.files());
      throw e;
    }
  }

  /** Says why nothing is merged. After a run that is no news. */
  private void leave(String what, String view, String why, Object... values) {
    if (extent != Extent.OUTGROWN) {
      run.progress().line(what, view, why, values);
    }
  }

  private List<Segment> chosen(Fold view, List<Segment> segments) {
    if (extent == Extent.ALL || segments.size() < 2) {
      return segments;
    }
    Set<String> settled =
        run.warehouse()
            .findReconciliations()
            .map(table -> table.settled(view.version()))
            .orElse(Set.of());
    if (extent == Extent.RECONCILED) {
      return MergePolicy.longest(segments, settled);
    }
    int most = run.project().settings().retention().segments();
    return new MergePolicy(most).choose(segments, settled);
  }

  private ReconciliationTable.Entry merged(Fold view, Segment segment) {
    EpochRange epochs = segment.range();
    return ReconciliationTable.Entry.merged(
        view,
        segment,
        run.project().clock().start(epochs.from()),
        run.project().clock().start(epochs.to()));
  }

  /** The states of segments, as the first target's. */
  JavaRDD<Tuple2<byte[], byte[]>> states(
      BatchViewTable view, BatchViewTable.Version version, List<Segment> segments) {
    List<String> files = new ArrayList<>();
    try {
      for (Segment segment : segments) {
        files.addAll(
            SegmentReader.files(view.table(), version.snapshotId().orElseThrow(), segment.id()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + view.table().name(), e);
    }
    Table table = SerializableTable.copyOf(view.table());
    Fold fold = view.fold();
    return run.spark()
        .parallelize(files, Math.max(1, files.size()))
        .mapPartitions(part -> states(part, table, fold));
  }

  private static Iterator<Tuple2<byte[], byte[]>> states(
      Iterator<String> files, Table table, Fold fold) throws IOException {
    List<String> names = new ArrayList<>();
    files.forEachRemaining(names::add);
    SegmentReader states = new SegmentReader(table.io(), names, fold);
    TaskContext.get()
        .addTaskCompletionListener(
            done -> {
              try {
                states.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return states.hasNext();
      }

      @Override
      public Tuple2<byte[], byte[]> next() {
        StateRow row = states.next();
        return new Tuple2<>(StateKey.of(0, row.key(), row.pane()), row.state());
      }
    };
  }
}
