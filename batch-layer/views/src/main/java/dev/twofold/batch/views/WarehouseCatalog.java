package dev.twofold.batch.views;

import dev.twofold.definition.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** The Iceberg catalog of a warehouse, as its settings name it: by default an SQLite file. */
final class WarehouseCatalog {
  private static final int OPEN_ATTEMPTS = 8;
  private static final String SQLITE = "jdbc:sqlite:";

  private WarehouseCatalog() {}

  /** Whether the catalog is a file beside the tables. */
  static boolean isEmbedded(Settings.Warehouse settings) {
    return settings.type().equals("jdbc")
        && (settings.uri() == null || settings.uri().startsWith(SQLITE));
  }

  /** The file of the embedded default. */
  static Path embeddedFile(Settings.Warehouse settings) {
    return settings.uri() == null
        ? localFolder(settings.location()).resolve("catalog.db")
        : Path.of(settings.uri().substring(SQLITE.length()));
  }

  /**
   * Of several processes that open a new JDBC catalog at once, one makes its tables, in several
   * steps, and the others may fail over a step that is done already. They find the tables soon.
   */
  static Catalog open(Map<String, String> properties) {
    for (int attempt = 1; ; attempt++) {
      try {
        return CatalogUtil.buildIcebergCatalog("twofold", properties, hadoop());
      } catch (UncheckedSQLException e) {
        if (isDamage(e)) {
          throw damaged(properties.get(CatalogProperties.URI), e);
        }
        if (attempt == OPEN_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L * attempt));
      }
    }
  }

  /** By it Parquet files are read: a page whose checksum is wrong is an error, not other rows. */
  static Configuration hadoop() {
    Configuration hadoop = new Configuration();
    hadoop.setBoolean(Warehouse.VERIFY_CHECKSUMS, true);
    return hadoop;
  }

  private static boolean isDamage(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("SQLITE_NOTADB") || message.contains("SQLITE_CORRUPT")) {
        return true;
      }
    }
    return false;
  }

  private static RefusedException damaged(String uri, UncheckedSQLException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new RefusedException(
        "The warehouse's catalog "
            + uri
            + " is damaged: "
            + root.getMessage()
            + ". Its tables are not: stop what uses it, then ./twofold restore-catalog makes it"
            + " anew from them",
        e);
  }

  /** What {@link CatalogUtil#buildIcebergCatalog} and engines' catalog settings take. */
  static Map<String, String> properties(Settings.Warehouse settings) {
    Map<String, String> properties = new HashMap<>();
    boolean known =
        switch (settings.type()) {
          case "jdbc", "rest", "hive", "glue", "hadoop", "nessie" -> true;
          default -> false;
        };
    properties.put(
        known ? CatalogUtil.ICEBERG_CATALOG_TYPE : CatalogProperties.CATALOG_IMPL, settings.type());
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, settings.location());
    String uri = settings.uri();
    if (settings.type().equals("jdbc")) {
      Path folder = localFolder(settings.location());
      if (uri == null) {
        uri = SQLITE + folder.resolve("catalog.db");
      }
      properties.put("jdbc.schema-version", "V1");
      properties.put(CatalogProperties.FILE_IO_IMPL, CheckedFileIO.class.getName());
      if (uri.startsWith(SQLITE)) {
        createFolder(folder);
        // Readers and one writer at a time, across processes; a writer waits for its turn.
        properties.put("jdbc.journal_mode", "WAL");
        properties.put("jdbc.busy_timeout", "30000");
        properties.put("jdbc.synchronous", "FULL");
        properties.put(CatalogProperties.CLIENT_POOL_SIZE, "2");
      }
    }
    if (uri != null) {
      properties.put(CatalogProperties.URI, uri);
    }
    properties.putAll(settings.properties());
    return properties;
  }

  static Path localFolder(String location) {
    return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the warehouse's folder " + folder, e);
    }
  }
}
