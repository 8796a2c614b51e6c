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
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Deletes the files that runs have left which died before a commit named them: data, and what they
 * had already written of the commit. Also those that an expiry which died had yet to delete.
 *
 * <p>A run in flight has such files too. They are told apart by their age: no run may commit files
 * as old as {@link #AGE}.
 */
public final class OrphanFiles {
  /** Files that no snapshot names are those of a run that died if they are older. */
  public static final Duration AGE = Duration.ofDays(3);

  private static final String METADATA = TableProperties.WRITE_METADATA_LOCATION;

  private OrphanFiles() {}

  /**
   * Deletes the table's files that neither its metadata nor a snapshot names, where its file system
   * can list them.
   *
   * @param writtenBefore younger ones stay; at least {@link #AGE} ago but in tests
   * @return how many were deleted
   */
  public static int delete(Table table, Instant writtenBefore) {
    if (!(table.io() instanceof SupportsPrefixOperations files)) {
      return 0;
    }
    // The files first: one that is named after this is in the metadata that is read after this.
    List<String> old = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (FileInfo file : FileListing.under(files, kind.folder(table) + "/")) {
        if (file.createdAtMillis() < writtenBefore.toEpochMilli() && kind.isOne(file.location())) {
          old.add(file.location());
        }
      }
    }
    if (old.isEmpty()) {
      return 0;
    }
    table.refresh();
    Set<String> named = named(table);
    List<String> orphans = old.stream().filter(file -> !named.contains(name(file))).toList();
    orphans.forEach(files::deleteFile);
    Moment.ORPHANS_DELETED.reached();
    return orphans.size();
  }

  /** What a table's files are. First those that name others: none is left that names one gone. */
  private enum Kind {
    TABLE_METADATA(METADATA, ".metadata.json"),
    MANIFESTS(METADATA, ".avro"),
    DATA(TableProperties.WRITE_DATA_LOCATION, ".parquet");

    private final String location;
    private final String suffix;

    Kind(String location, String suffix) {
      this.location = location;
      this.suffix = suffix;
    }

    String folder(Table table) {
      String byDefault = table.location() + (location.equals(METADATA) ? "/metadata" : "/data");
      return table.properties().getOrDefault(location, byDefault);
    }

    boolean isOne(String file) {
      return file.endsWith(suffix);
    }
  }

  /** The names, which hold a UUID: a path may be spelt in several ways. */
  private static Set<String> named(Table table) {
    Set<String> names = new HashSet<>();
    TableMetadata metadata = ((HasTableOperations) table).operations().current();
    names.add(name(metadata.metadataFileLocation()));
    metadata.previousFiles().forEach(earlier -> names.add(name(earlier.file())));
    Map<String, ManifestFile> manifests = new HashMap<>();
    FileIO io = table.io();
    for (Snapshot snapshot : metadata.snapshots()) {
      names.add(name(snapshot.manifestListLocation()));
      snapshot.allManifests(io).forEach(manifest -> manifests.put(manifest.path(), manifest));
    }
    for (ManifestFile manifest : manifests.values()) {
      names.add(name(manifest.path()));
      try (CloseableIterable<String> paths =
          ManifestFiles.readPaths(manifest, io, metadata.specsById())) {
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
