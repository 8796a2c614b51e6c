package dev.twofold.batch.views;

import dev.twofold.definition.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Makes the embedded catalog anew from the tables' own files: each commit leaves a metadata file
 * that holds all that the catalog points to. Nothing else may use the warehouse meanwhile.
 *
 * <p>Where the newest metadata is damaged too, the one before it takes its place. What its commit
 * had landed is landed again, and what it had published is published again: answers stay exact.
 */
public final class CatalogRestore {
  private static final String METADATA = ".metadata.json";

  private final Settings.Warehouse settings;
  private final Path root;
  private final FileIO io = new HadoopFileIO(WarehouseCatalog.hadoop());

  /** A table that the catalog names again, by this metadata file. */
  public record Restored(String table, String metadata) {}

  private CatalogRestore(Settings.Warehouse settings) {
    this.settings = settings;
    this.root = WarehouseCatalog.localFolder(settings.location());
  }

  /**
   * Puts back every table that the catalog lacks or whose current metadata cannot be read.
   *
   * @throws RefusedException where the catalog is not the embedded one: its own tools restore it
   */
  public static List<Restored> restore(Settings.Warehouse settings) throws IOException {
    if (!settings.type().equals("jdbc") || !WarehouseCatalog.isEmbedded(settings)) {
      throw new RefusedException(
          "Cannot restore a catalog of type "
              + settings.type()
              + ": restore it from its own backup. Each table's metadata is in its folder under "
              + settings.location());
    }
    return new CatalogRestore(settings).restore();
  }

  private List<Restored> restore() throws IOException {
    if (!isSound()) {
      putAside();
    }
    List<Restored> restored = new ArrayList<>();
    try (Warehouse warehouse = Warehouse.open(settings, "restore")) {
      for (Path namespace : folders(root)) {
        for (Path table : folders(namespace)) {
          if (Files.isDirectory(table.resolve("metadata"))) {
            restore(warehouse.catalog(), namespace, table).ifPresent(restored::add);
          }
        }
      }
    }
    return restored;
  }

  /** Whether it is a database at all, and its pages can be read. */
  private boolean isSound() throws IOException {
    try (Warehouse warehouse = Warehouse.open(settings, "restore")) {
      for (Path namespace : folders(root)) {
        warehouse.catalog().listTables(Namespace.of(name(namespace)));
      }
      return true;
    } catch (UncheckedSQLException | RefusedException e) {
      return false;
    } catch (NoSuchNamespaceException e) {
      return true;
    }
  }

  /** Kept, not deleted: who knows what it still tells. */
  private void putAside() throws IOException {
    Path catalog = WarehouseCatalog.embeddedFile(settings);
    String suffix = ".damaged-" + Instant.now().toEpochMilli();
    for (String part : List.of("", "-wal", "-shm")) {
      Path file = catalog.resolveSibling(name(catalog) + part);
      if (Files.exists(file)) {
        Files.move(file, file.resolveSibling(name(file) + suffix));
      }
    }
  }

  private Optional<Restored> restore(Catalog catalog, Path namespace, Path folder)
      throws IOException {
    TableIdentifier table = TableIdentifier.of(name(namespace), name(folder));
    try {
      catalog.loadTable(table);
      return Optional.empty();
    } catch (NoSuchTableException e) {
      // Not named: below.
    } catch (RuntimeException e) {
      catalog.dropTable(table, false);
    }
    Optional<String> metadata = newest(folder.resolve("metadata"));
    if (metadata.isEmpty()) {
      return Optional.empty();
    }
    if (catalog instanceof SupportsNamespaces namespaces) {
      try {
        namespaces.createNamespace(table.namespace());
      } catch (AlreadyExistsException e) {
        // As it should be.
      }
    }
    catalog.registerTable(table, metadata.get());
    return Optional.of(new Restored(table.toString(), metadata.get()));
  }

  /**
   * One that was written and never committed, by a run that was killed between the two, is as good:
   * its commit would have been the next.
   */
  private Optional<String> newest(Path metadata) throws IOException {
    List<Candidate> readable = new ArrayList<>();
    try (Stream<Path> files = Files.list(metadata)) {
      for (Path file : files.filter(each -> name(each).endsWith(METADATA)).toList()) {
        candidate(file).ifPresent(readable::add);
      }
    }
    readable.sort(Candidate.NEWEST_FIRST);
    return readable.stream()
        .filter(Candidate::isWhole)
        .findFirst()
        .or(() -> readable.stream().findFirst())
        .map(Candidate::location);
  }

  private Optional<Candidate> candidate(Path file) {
    try {
      StaticTableOperations operations = new StaticTableOperations(file.toString(), io);
      long version = Long.parseLong(name(file).split("-", 2)[0]);
      long updated = operations.current().lastUpdatedMillis();
      return Optional.of(
          new Candidate(version, updated, file.toString(), new BaseTable(operations, name(file))));
    } catch (RuntimeException damaged) {
      return Optional.empty();
    }
  }

  private record Candidate(long version, long updatedMillis, String location, BaseTable table) {
    static final Comparator<Candidate> NEWEST_FIRST =
        Comparator.comparingLong(Candidate::version)
            .thenComparingLong(Candidate::updatedMillis)
            .reversed();

    boolean isWhole() {
      try {
        return FileCheck.damages(table).isEmpty();
      } catch (RuntimeException damaged) {
        return false;
      }
    }
  }

  private static List<Path> folders(Path parent) {
    try (Stream<Path> files = Files.list(parent)) {
      return files.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + parent, e);
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
