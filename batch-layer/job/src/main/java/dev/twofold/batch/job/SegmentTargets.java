package dev.twofold.batch.job;

import dev.twofold.batch.job.SegmentTarget.Written;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Segment;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;

/**
 * The segments that a pass over the master dataset may write: for each view one of the records that
 * have an epoch, and one of those that have none.
 *
 * @param all first those of one kind in the order of the views, then those of the other
 */
record SegmentTargets(List<SegmentTarget> all) {
  private static final List<Segment.Kind> KINDS =
      List.of(Segment.Kind.EPOCHS, Segment.Kind.BACKFILL);

  static SegmentTargets in(List<BatchViewTable> views) {
    List<SegmentTarget> all = new ArrayList<>();
    for (int kind = 0; kind < KINDS.size(); kind++) {
      views.forEach(view -> all.add(SegmentTarget.in(view)));
    }
    return new SegmentTargets(List.copyOf(all));
  }

  /**
   * Where in {@link #all} the states of a view go.
   *
   * @param kind the {@link #code} of it
   */
  static int index(int view, long kind, int views) {
    return (int) kind * views + view;
  }

  /** A number for a kind of segment. */
  static int code(Segment.Kind kind) {
    return KINDS.indexOf(kind);
  }

  /**
   * What is to be published of one view: its epochs where the range has any, though no record may
   * be of them, and a backfill where there is one.
   */
  record Segments(List<Segment> segments, List<DataFile> files) {
    long rows() {
      return segments.stream().mapToLong(Segment::rows).sum();
    }

    long events() {
      return segments.stream().mapToLong(Segment::events).sum();
    }
  }

  /**
   * @param written one a target
   * @param range the epochs that were folded
   */
  Segments of(int view, List<Written> written, EpochRange range) {
    int views = all.size() / KINDS.size();
    List<Segment> segments = new ArrayList<>();
    List<DataFile> files = new ArrayList<>();
    for (Segment.Kind kind : KINDS) {
      int target = index(view, code(kind), views);
      Written part = written.get(target);
      boolean epochs = kind == Segment.Kind.EPOCHS;
      if ((epochs && !range.isEmpty()) || part.rows() > 0) {
        EpochRange covered = epochs ? range : new EpochRange(0, 0);
        segments.add(
            new Segment(all.get(target).segment(), kind, covered, part.events(), part.rows()));
        files.addAll(part.files());
      }
    }
    return new Segments(List.copyOf(segments), List.copyOf(files));
  }
}
