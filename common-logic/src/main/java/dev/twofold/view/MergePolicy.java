package dev.twofold.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Which segments of a batch view to merge after a run, so that it has few, and a night still costs
 * by its new events.
 *
 * <p>A segment is written again only when the newer ones beside it together hold as many rows. So,
 * apart from once when it is the newest, a row is written again only into a segment of at least
 * twice the size (where keys do not repeat): log2 of the view's rows times at most, however many
 * nights there were. What is left alone halves from neighbour to neighbour, so there are no more
 * than that of them either.
 *
 * <p>Only neighbours that cover epochs are merged, and only those that are settled: a merge must
 * not take a segment away from its reconciliation. A backfill stays apart.
 *
 * @param most more segments than so many are merged whatever their sizes; at least 1
 */
public record MergePolicy(int most) {
  /** An empty range comes before the one that begins where it does. */
  private static final Comparator<Segment> ORDER =
      Comparator.<Segment>comparingLong(segment -> segment.range().from())
          .thenComparingLong(segment -> segment.range().to());

  public MergePolicy {
    if (most < 1) {
      throw new IllegalArgumentException("Cannot keep a view in " + most + " segments");
    }
  }

  /**
   * @param segments of one generation
   * @param settled ids of those that may be merged
   * @return neighbours in the order of their epochs, to be merged into one; empty where all is well
   */
  public List<Segment> choose(List<Segment> segments, Set<String> settled) {
    List<List<Segment>> runs = runs(segments, settled);
    for (int i = runs.size() - 1; i >= 0; i--) {
      List<Segment> outgrown = outgrown(runs.get(i));
      if (!outgrown.isEmpty()) {
        return outgrown;
      }
    }
    long count = segments.stream().filter(MergePolicy::coversEpochs).count();
    return count <= most ? List.of() : smallest(runs, count - most + 1);
  }

  /** All settled neighbours, the longest run of them; empty where there are no two. */
  public static List<Segment> longest(List<Segment> segments, Set<String> settled) {
    return runs(segments, settled).stream()
        .max(Comparator.comparingInt(List::size))
        .filter(run -> run.size() > 1)
        .orElse(List.of());
  }

  private static List<List<Segment>> runs(List<Segment> segments, Set<String> settled) {
    List<List<Segment>> runs = new ArrayList<>();
    List<Segment> run = new ArrayList<>();
    for (Segment segment :
        segments.stream().filter(MergePolicy::coversEpochs).sorted(ORDER).toList()) {
      if (settled.contains(segment.id())) {
        run.add(segment);
      } else if (!run.isEmpty()) {
        runs.add(run);
        run = new ArrayList<>();
      }
    }
    if (!run.isEmpty()) {
      runs.add(run);
    }
    return runs;
  }

  private static boolean coversEpochs(Segment segment) {
    return segment.kind() == Segment.Kind.EPOCHS;
  }

  /** The oldest that the newer ones have caught up with, and those; empty where there is none. */
  private static List<Segment> outgrown(List<Segment> run) {
    long newer = 0;
    int from = run.size();
    for (int i = run.size() - 1; i >= 0; i--) {
      long rows = run.get(i).rows();
      if (i < run.size() - 1 && rows <= newer) {
        from = i;
      }
      newer += rows;
    }
    return run.subList(from, run.size());
  }

  /** So many neighbours, or as many as there are side by side, that are the cheapest to merge. */
  private static List<Segment> smallest(List<List<Segment>> runs, long wanted) {
    int longest = runs.stream().mapToInt(List::size).max().orElse(0);
    int length = (int) Math.min(wanted, longest);
    List<Segment> cheapest = List.of();
    for (List<Segment> run : runs) {
      for (int i = 0; length > 1 && i + length <= run.size(); i++) {
        List<Segment> window = run.subList(i, i + length);
        if (cheapest.isEmpty() || rows(window) < rows(cheapest)) {
          cheapest = window;
        }
      }
    }
    return cheapest;
  }

  private static long rows(List<Segment> segments) {
    return segments.stream().mapToLong(Segment::rows).sum();
  }
}
