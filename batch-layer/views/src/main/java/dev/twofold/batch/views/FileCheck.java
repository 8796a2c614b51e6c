package dev.twofold.batch.views;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.InputFile;

/** Looks whether the files that a table's current snapshot names are there, and whole. */
public final class FileCheck {
  private FileCheck() {}

  /**
   * A file that cannot be read.
   *
   * @param what "is missing", "cannot be read: …"
   */
  public record Damage(String file, String what) {}

  /** Every damaged file: lengths and footers are read, not the rows. */
  public static List<Damage> damages(Table table) {
    return damages(table, Instant.MIN);
  }

  /**
   * Every damaged file: its rows are read too, against their checksums, until the deadline; after
   * it, lengths and footers.
   */
  public static List<Damage> damages(Table table, Instant deadline) {
    List<Damage> damages = new ArrayList<>();
    if (table.currentSnapshot() == null) {
      return damages;
    }
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        String what = damage(table, task.file(), deadline);
        if (what != null) {
          damages.add(new Damage(task.file().location(), what));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
    }
    return damages;
  }

  private static String damage(Table table, DataFile file, Instant deadline) {
    InputFile in = table.io().newInputFile(file.location());
    if (!in.exists()) {
      return "is missing";
    }
    if (in.getLength() != file.fileSizeInBytes()) {
      return "has " + in.getLength() + " bytes instead of " + file.fileSizeInBytes();
    }
    try (CloseableIterable<StructLike> rows =
            InternalData.read(FileFormat.PARQUET, in).project(table.schema()).build();
        CloseableIterator<StructLike> row = rows.iterator()) {
      if (!row.hasNext() && file.recordCount() > 0) {
        return "has no rows";
      }
      while (Instant.now().isBefore(deadline) && row.hasNext()) {
        row.next();
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return "cannot be read: " + e.getMessage();
    }
  }
}
