package dev.twofold.batch.views;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Deletes the data files that runs have left which died before a commit named them.
 *
 * <p>A run in flight has such files too. They are told apart by their age: no run may commit files
 * as old as {@link #AGE}.
 */
public final class OrphanFiles {
  /** Files that no snapshot names are those of a run that died if they are older. */
  public static final Duration AGE = Duration.ofDays(3);

  private OrphanFiles() {}

  /**
   * Deletes the table's data files that no snapshot names, where its file system can list them.
   *
   * @param writtenBefore younger ones stay; at least {@link #AGE} ago but in tests
   * @return how many were deleted
   */
  public static int delete(Table table, Instant writtenBefore) {
    if (!(table.io() instanceof SupportsPrefixOperations files)) {
      return 0;
    }
    // The files first: one that is named after this is in the metadata that is read after this.
    String folder =
        table
            .properties()
            .getOrDefault(TableProperties.WRITE_DATA_LOCATION, table.location() + "/data");
    List<String> old =
        olderThan(writtenBefore.toEpochMilli(), FileListing.under(files, folder + "/"));
    if (old.isEmpty()) {
      return 0;
    }
    table.refresh();
    Set<String> named = named(table);
    List<String> orphans = old.stream().filter(file -> !named.contains(name(file))).toList();
    orphans.forEach(files::deleteFile);
    return orphans.size();
  }

  private static List<String> olderThan(long millis, Iterable<FileInfo> files) {
    List<String> old = new ArrayList<>();
    for (FileInfo file : files) {
      if (file.location().endsWith(".parquet") && file.createdAtMillis() < millis) {
        old.add(file.location());
      }
    }
    return old;
  }

  /** The names, which hold a UUID: a path may be spelt in several ways. */
  private static Set<String> named(Table table) {
    Map<String, ManifestFile> manifests = new HashMap<>();
    FileIO io = table.io();
    for (Snapshot snapshot : table.snapshots()) {
      snapshot.dataManifests(io).forEach(manifest -> manifests.put(manifest.path(), manifest));
    }
    Set<String> names = new HashSet<>();
    for (ManifestFile manifest : manifests.values()) {
      try (CloseableIterable<String> paths = ManifestFiles.readPaths(manifest, io, table.specs())) {
        paths.forEach(path -> names.add(name(path)));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read a manifest of " + table.name(), e);
      }
    }
    return names;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
