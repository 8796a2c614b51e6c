package dev.twofold.batch.views;

import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateProperties;

/**
 * Lets old snapshots of a master dataset go, and the files that only they need: those of dead
 * letters that have expired. No event goes with them, but each is listed in the table's metadata,
 * which every commit writes anew.
 *
 * <p>What stays: the newest, which says how far the dataset goes; and those that a view has yet to
 * fold, as a publish under way may end at one. A cut that is an edge of a segment of a retained
 * generation, by which {@link MasterDataset#cutAt} finds the segment's events, stays without its
 * snapshot.
 */
public final class MasterRetention {
  private MasterRetention() {}

  /**
   * What the views of a source need.
   *
   * @param edges the epochs at which segments of retained generations begin and end
   * @param folded what lies below it is in every view
   */
  private record Needs(Set<Long> edges, long folded) {
    static Needs of(Warehouse warehouse, Collection<Fold> views) {
      Set<Long> edges = new HashSet<>();
      long folded = Long.MAX_VALUE;
      for (Fold view : views) {
        Optional<BatchViewTable> table = warehouse.findView(view);
        Optional<Generation> current = table.flatMap(found -> found.version().current());
        folded = Math.min(folded, current.map(Generation::through).orElse(0L));
        table.map(BatchViewTable::generations).orElse(List.of()).stream()
            .flatMap(retained -> retained.segments().stream())
            .forEach(segment -> edges.addAll(edges(segment)));
      }
      return new Needs(edges, folded);
    }

    private static List<Long> edges(Segment segment) {
      return List.of(segment.range().from(), segment.range().to());
    }

    boolean isYetToBeFolded(Cut cut) {
      return cut.through() > folded;
    }

    boolean isEdge(Cut cut) {
      return edges.contains(cut.through());
    }
  }

  /**
   * @param views all of the source
   * @param wait the longest that a reader of a snapshot may take once there is a newer one
   * @return how many snapshots are gone
   */
  public static int expire(
      Warehouse warehouse, MasterDataset master, Collection<Fold> views, Duration wait) {
    // Before the snapshots: one that is landed after this is the newest, or newer.
    Needs needs = Needs.of(warehouse, views);
    Table table = master.table();
    table.refresh();
    Snapshot newest = table.currentSnapshot();
    if (newest == null || !isOurs(newest) || isBranched(table)) {
      // Under another tool's commits the way back to ours leads through what they came upon.
      return 0;
    }
    long latest = System.currentTimeMillis() - wait.toMillis();
    List<Snapshot> all = new ArrayList<>();
    table.snapshots().forEach(all::add);
    all.sort(Comparator.comparingLong(Snapshot::sequenceNumber));
    Set<Long> tagged = new HashSet<>();
    table.refs().values().forEach(ref -> tagged.add(ref.snapshotId()));
    List<Snapshot> gone = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i++) {
      Snapshot old = all.get(i);
      if (all.get(i + 1).timestampMillis() < latest
          && !tagged.contains(old.snapshotId())
          && !isNeeded(old, newest, needs)) {
        gone.add(old);
      }
    }
    keepCuts(table, gone, needs);
    if (!gone.isEmpty()) {
      ExpireSnapshots expire = table.expireSnapshots().expireOlderThan(0);
      gone.forEach(each -> expire.expireSnapshotId(each.snapshotId()));
      expire.commit();
      Moment.LANDINGS_EXPIRED.reached();
    }
    return gone.size();
  }

  /** Before their snapshots go; and lets go of the cuts that no segment ends at any more. */
  private static void keepCuts(Table table, List<Snapshot> gone, Needs needs) {
    UpdateProperties properties = table.updateProperties();
    boolean any = false;
    for (long through : CutProperty.in(table.properties())) {
      if (!needs.edges.contains(through)) {
        properties.remove(CutProperty.name(through));
        any = true;
      }
    }
    for (Snapshot snapshot : gone) {
      if (!isOurs(snapshot)) {
        continue;
      }
      Cut cut = Summary.cut(snapshot.summary());
      if (needs.isEdge(cut)) {
        properties.set(CutProperty.name(cut.through()), Summary.positions(cut));
        any = true;
      }
    }
    if (any) {
      properties.commit();
      Moment.CUTS_KEPT.reached();
    }
  }

  private static boolean isOurs(Snapshot snapshot) {
    return snapshot.summary().containsKey(Summary.POSITIONS);
  }

  private static boolean isBranched(Table table) {
    return table.refs().entrySet().stream()
        .anyMatch(
            ref -> ref.getValue().isBranch() && !ref.getKey().equals(SnapshotRef.MAIN_BRANCH));
  }

  private static boolean isNeeded(Snapshot old, Snapshot newest, Needs needs) {
    if (!isOurs(old)) {
      return false;
    }
    // One that holds events that were erased since goes with its files, by keepOnlyCurrent.
    return !Summary.erased(old.summary()).equals(Summary.erased(newest.summary()))
        || needs.isYetToBeFolded(Summary.cut(old.summary()));
  }
}
