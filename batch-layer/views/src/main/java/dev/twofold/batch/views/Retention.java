package dev.twofold.batch.views;

import dev.twofold.view.Generation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Lets old generations of a batch view go, and then the files that no retained one needs.
 *
 * <p>In two steps, with a wait between, because a query may hold a generation that was just let go:
 * its tag {@code g<number>} becomes a tag {@code expired-g<number>} that Iceberg itself drops when
 * the wait is over, and its files with it, at the first expiry after that.
 */
public final class Retention {
  private Retention() {}

  /**
   * @param keep how many of the newest generations stay; the current one stays in any case
   * @param wait the longest that a query may take
   * @return the numbers of the generations that can no longer be pinned
   */
  public static List<Long> expire(BatchViewTable view, int keep, Duration wait) {
    BatchViewTable.Version version = view.version();
    Table table = view.table();
    Generation current = version.current().orElse(null);
    if (current == null) {
      return List.of();
    }
    List<Generation> generations = view.generations();
    List<Long> expired = new ArrayList<>();
    ManageSnapshots tags = table.manageSnapshots();
    long now = System.currentTimeMillis();
    for (Generation old :
        generations.subList(0, Math.max(0, generations.size() - Math.max(1, keep)))) {
      if (old.number() != current.number()) {
        String name = "expired-g" + old.number();
        tags.removeTag("g" + old.number());
        tags.createTag(name, old.snapshotId());
        // Iceberg counts a tag's age from its snapshot's birth.
        long age = Math.max(0, now - old.publishedAt().toEpochMilli());
        tags.setMaxRefAgeMs(name, age + Math.max(1, wait.toMillis()));
        expired.add(old.number());
      }
    }
    // A rollback that came in the middle of an expiry may have made one current that lost its tag.
    boolean untagged = table.refs().get("g" + current.number()) == null;
    if (untagged) {
      tags.createTag("g" + current.number(), current.snapshotId());
    }
    if (untagged || !expired.isEmpty()) {
      tags.commit();
      Moment.GENERATIONS_EXPIRED.reached();
    }
    Snapshot head = table.currentSnapshot();
    if (head.snapshotId() == current.snapshotId()) {
      table.expireSnapshots().expireOlderThan(now).retainLast(1).commit();
      Moment.SNAPSHOTS_EXPIRED.reached();
    }
    // Else another tool's commits lie above ours: without them the way back to ours would be lost.
    return expired;
  }
}
