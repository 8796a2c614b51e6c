package dev.twofold.batch.views;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Writes a task's rows to Parquet files of a table. They belong to the table only once a commit
 * names them. Not thread-safe.
 */
final class RowFiles implements Closeable {
  private static final int ROWS_BETWEEN_SIZE_CHECKS = 1000;

  private final Table table;
  private final PartitionData partition;
  private final OutputFileFactory names;
  private final long targetBytes;
  private final List<DataFile> done = new ArrayList<>();
  private FileAppender<StructLike> open;
  private EncryptedOutputFile openFile;
  private long openRows;

  /**
   * @param partition null for an unpartitioned table
   * @param attempt unique to this attempt at the task: no two attempts share a file's name
   */
  RowFiles(Table table, PartitionData partition, int task, long attempt, String operation) {
    this.table = table;
    this.partition = partition;
    names =
        OutputFileFactory.builderFor(table, task, attempt)
            .format(FileFormat.PARQUET)
            .operationId(operation)
            .build();
    targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /** Writes one row; its values are taken at once. */
  void write(StructLike row) throws IOException {
    if (open == null) {
      openFile =
          partition == null ? names.newOutputFile() : names.newOutputFile(table.spec(), partition);
      open =
          InternalData.write(FileFormat.PARQUET, openFile.encryptingOutputFile())
              .schema(table.schema())
              .named("row")
              .set(table.properties())
              .build();
    }
    open.add(row);
    openRows++;
    if (openRows % ROWS_BETWEEN_SIZE_CHECKS == 0 && open.length() >= targetBytes) {
      finishFile();
    }
  }

  /** Finishes the last file and names them all, in the order of their rows. */
  List<DataFile> finish() throws IOException {
    finishFile();
    return List.copyOf(done);
  }

  private void finishFile() throws IOException {
    if (open == null) {
      return;
    }
    open.close();
    DataFiles.Builder file =
        DataFiles.builder(table.spec())
            .withFormat(FileFormat.PARQUET)
            .withEncryptedOutputFile(openFile)
            .withFileSizeInBytes(open.length())
            .withMetrics(open.metrics())
            .withSplitOffsets(open.splitOffsets())
            .withSortOrder(table.sortOrder());
    done.add((partition == null ? file : file.withPartition(partition)).build());
    open = null;
    openRows = 0;
  }

  /** Gives up what is not finished. */
  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
