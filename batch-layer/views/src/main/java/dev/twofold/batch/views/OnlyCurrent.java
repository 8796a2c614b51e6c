package dev.twofold.batch.views;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/**
 * Leaves nothing of a table but its current snapshot, at once: no tag, no earlier snapshot, and no
 * file that only those needed. For events that have to be gone from disk; what need not, {@link
 * Retention} lets go with time for its readers.
 *
 * <p>The files go before the snapshots that name them, data first: so one that is killed half-way
 * still finds, done again, what is left.
 */
final class OnlyCurrent {
  private OnlyCurrent() {}

  /**
   * Writes the manifests anew without the files that were deleted: a manifest keeps the bounds of
   * their values for a snapshot more.
   *
   * @param summary of the snapshot that it makes
   */
  static void forgetDeleted(Transaction transaction, Map<String, String> summary) {
    RewriteManifests rewrite = transaction.rewriteManifests().clusterBy(file -> "");
    summary.forEach(rewrite::set);
    rewrite.commit();
  }

  /** Whether the current snapshot's manifests tell of files that were deleted. */
  static boolean tellsOfDeleted(Table table) {
    return table.currentSnapshot().allManifests(table.io()).stream()
        .anyMatch(ManifestFile::hasDeletedFiles);
  }

  /**
   * Whether a snapshot is left of another set of erasures than the current one: it may hold events
   * that were erased since.
   *
   * @param property that every snapshot of Twofold's has
   */
  static boolean isDue(Table table, String property) {
    Optional<Snapshot> current = Ancestry.newestWith(table, property);
    return StreamSupport.stream(table.snapshots().spliterator(), false)
        .map(Snapshot::summary)
        .filter(summary -> summary.containsKey(property))
        .anyMatch(
            summary ->
                !Summary.erased(summary).equals(Summary.erased(current.orElseThrow().summary())));
  }

  /**
   * Deletes what only other snapshots need, and those snapshots.
   *
   * @param property that every snapshot of Twofold's has
   * @param tag the one that stays; null for none
   * @return how many data files were deleted
   * @throws RefusedException where the current snapshot is another tool's: without the one below it
   *     no one would know how far the table goes
   */
  static int keep(Table table, String property, String tag) {
    table.refresh();
    if (table.currentSnapshot() == null) {
      return 0;
    }
    dropTags(table, tag);
    table.refresh();
    Snapshot current = table.currentSnapshot();
    if (!current.summary().containsKey(property)) {
      throw new RefusedException(
          "Cannot delete the earlier snapshots of "
              + table.name()
              + ": another tool made the current one. Roll the table back to the one before it");
    }
    List<Snapshot> others = new ArrayList<>();
    table.snapshots().forEach(others::add);
    others.removeIf(each -> each.snapshotId() == current.snapshotId());
    if (others.isEmpty()) {
      return 0;
    }
    Files kept = Files.of(table, List.of(current));
    Files gone = Files.of(table, others).without(kept);
    gone.delete(table.io());
    Moment.FILES_ERASED.reached();
    ExpireSnapshots expire =
        table.expireSnapshots().cleanupLevel(ExpireSnapshots.CleanupLevel.NONE);
    others.forEach(each -> expire.expireSnapshotId(each.snapshotId()));
    expire.commit();
    Moment.SNAPSHOTS_ERASED.reached();
    return gone.data.size();
  }

  private static void dropTags(Table table, String kept) {
    ManageSnapshots tags = table.manageSnapshots();
    boolean any = false;
    for (Map.Entry<String, SnapshotRef> ref : table.refs().entrySet()) {
      if (ref.getValue().isTag() && !ref.getKey().equals(kept)) {
        tags.removeTag(ref.getKey());
        any = true;
      }
    }
    if (any) {
      tags.commit();
      Moment.GENERATIONS_RETIRED.reached();
    }
  }

  /** What snapshots need, each kind by its location: first what nothing else is found by. */
  private record Files(Set<String> data, Set<String> manifests, Set<String> lists) {
    static Files of(Table table, Collection<Snapshot> snapshots) {
      Files files = new Files(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
      Map<String, ManifestFile> manifests = new LinkedHashMap<>();
      for (Snapshot snapshot : snapshots) {
        files.lists.add(snapshot.manifestListLocation());
        for (ManifestFile manifest : manifests(snapshot, table.io())) {
          manifests.put(manifest.path(), manifest);
        }
      }
      files.manifests.addAll(manifests.keySet());
      for (ManifestFile manifest : manifests.values()) {
        try (CloseableIterable<String> paths =
            ManifestFiles.readPaths(manifest, table.io(), table.specs())) {
          paths.forEach(files.data::add);
        } catch (NotFoundException gone) {
          // One that was killed has deleted it, and before it the files that it names.
        } catch (IOException e) {
          throw new UncheckedIOException("Cannot read a manifest of " + table.name(), e);
        }
      }
      return files;
    }

    private static List<ManifestFile> manifests(Snapshot snapshot, FileIO io) {
      try {
        return snapshot.allManifests(io);
      } catch (NotFoundException gone) {
        return List.of();
      }
    }

    Files without(Files kept) {
      return new Files(
          minus(data, kept.data), minus(manifests, kept.manifests), minus(lists, kept.lists));
    }

    private static Set<String> minus(Set<String> all, Set<String> kept) {
      Set<String> rest = new LinkedHashSet<>(all);
      rest.removeAll(new HashSet<>(kept));
      return rest;
    }

    void delete(FileIO io) {
      for (Set<String> kind : List.of(data, manifests, lists)) {
        for (String file : kind) {
          try {
            io.deleteFile(file);
          } catch (NotFoundException gone) {
            // As it should be.
          }
        }
      }
    }
  }
}
