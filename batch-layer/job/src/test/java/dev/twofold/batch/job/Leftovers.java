package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.OrphanFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** What killed programs have left in a project's tables. */
final class Leftovers {
  private final JobFixture fixture;

  Leftovers(JobFixture fixture) {
    this.fixture = fixture;
  }

  /** Cleans as a run does. Returns how many files were deleted. */
  int clean(Instant writtenBefore) throws IOException {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      return tables(run).stream().mapToInt(each -> OrphanFiles.delete(each, writtenBefore)).sum();
    }
  }

  /** After cleaning there is every file that a table names, and no other. */
  void assertNoneAfterCleaning() throws IOException {
    Instant soon = Instant.now().plusSeconds(9);
    clean(soon);
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      for (Table table : tables(run)) {
        assertThat(files(table)).as(table.name()).isEqualTo(named(table));
      }
    }
    assertThat(clean(soon)).isZero();
  }

  private static List<Table> tables(Run run) {
    List<Table> tables = new ArrayList<>();
    tables.add(run.warehouse().master(run.project().source("sales")).table());
    run.project().views().forEach(view -> tables.add(run.warehouse().view(view).table()));
    return tables;
  }

  /** Names of files: those of their checksums go by the files' own. */
  private static Set<String> files(Table table) {
    try (Stream<Path> files = Files.walk(folder(table))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getParent().endsWith("runs"))
          .map(file -> file.getFileName().toString().replaceAll("^\\.(.*)\\.crc$", "$1"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder(Table table) {
    return Path.of(URI.create(table.location()).getPath());
  }

  private static Set<String> named(Table table) {
    Set<String> named = new HashSet<>(ReachableFileUtil.metadataFileLocations(table, false));
    named.add(((HasTableOperations) table).operations().current().metadataFileLocation());
    named.addAll(ReachableFileUtil.manifestListLocations(table));
    for (Snapshot snapshot : table.snapshots()) {
      snapshot.allManifests(table.io()).forEach(manifest -> named.add(manifest.path()));
      try (var tasks = table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
        tasks.forEach(task -> named.add(task.file().location()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return named.stream()
        .map(file -> file.substring(file.lastIndexOf('/') + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
