package dev.twofold.batch.job;

import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.LandingWriter;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.Position;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Writes the records of files as rows of the master dataset, with no epoch. */
final class BackfillTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SourceDefinition source;
  private final Table table;
  private final SerializableConfiguration hadoop;
  private final String operation;
  private final long addedMillis;

  /**
   * @param table a serializable copy of the master dataset's
   * @param operation unique to the backfill
   * @param addedMillis what the records get as their ingestion time
   */
  BackfillTask(
      SourceDefinition source,
      Table table,
      SerializableConfiguration hadoop,
      String operation,
      long addedMillis) {
    this.source = source;
    this.table = table;
    this.hadoop = hadoop;
    this.operation = operation;
    this.addedMillis = addedMillis;
  }

  /** A file, and its number among those of its source. */
  record Numbered(InputFile file, int number) implements Serializable {}

  /**
   * What became of a file, or of a part of it.
   *
   * @param reason of its first dead letter; null without one
   * @param failure null, or why none of it is to be added
   */
  record Written(
      List<DataFile> files, long records, long rejected, String reason, RuntimeException failure)
      implements Serializable {
    static final Written NOTHING = new Written(List.of(), 0, 0, null, null);

    Written plus(Written other) {
      return new Written(
          Stream.concat(files.stream(), other.files.stream()).toList(),
          records + other.records,
          rejected + other.rejected,
          reason == null ? other.reason : reason,
          failure == null ? other.failure : failure);
    }
  }

  /** Writes the records of a file of text. */
  Written text(Numbered numbered) throws IOException {
    InputFile file = numbered.file();
    Configuration conf = hadoop.value();
    long line = 0;
    try (FileRecords records = FileRecords.open(file, source, conf);
        Out out = new Out()) {
      long offset = BackfilledFile.offset(numbered.number());
      while (records.next()) {
        line = records.line();
        out.add(offset++, records.value(), records.fault());
      }
      file.checkUnchanged(conf);
      return out.finish();
    } catch (RefusedException e) {
      String message = e.getMessage();
      return failed(
          message.startsWith(file.path()) ? e : new RefusedException(broken(file, message), e));
    } catch (IOException e) {
      // Not thrown: Spark would wrap it, and on a cluster try again.
      return failed(
          new RefusedException(
              broken(file, "cannot be read after line " + line + ": " + e.getMessage()), e));
    }
  }

  private static Written failed(RuntimeException failure) {
    return new Written(List.of(), 0, 0, null, failure);
  }

  private static String broken(InputFile file, String what) {
    return file.path() + ": " + what + ". Nothing of it was added";
  }

  /** Writes some of a file's records, each with its index in the file. */
  Written part(int number, Iterator<Tuple2<ParquetRecords.Read, Long>> records) throws IOException {
    try (Out out = new Out()) {
      while (records.hasNext()) {
        Tuple2<ParquetRecords.Read, Long> record = records.next();
        if (record._1().failure() != null) {
          return failed(record._1().failure());
        }
        byte[] value = record._1().json().getBytes(StandardCharsets.UTF_8);
        out.add(BackfilledFile.offset(number) + record._2(), value, null);
      }
      return out.finish();
    }
  }

  /** The files of one task. */
  private final class Out implements AutoCloseable {
    private final EventDecoder decoder = Project.decoder(source, true);
    private final Row row = new Row(source.columns().size());
    private final LandingWriter writer =
        new LandingWriter(
            table,
            source,
            TaskContext.getPartitionId(),
            TaskContext.get().taskAttemptId(),
            operation);
    private long records;
    private long rejected;
    private String first;

    void add(long offset, byte[] value, String fault) throws IOException {
      var origin =
          new LandingWriter.Origin(MasterDataset.FILES, offset, addedMillis, Position.NO_EPOCH);
      String reason = fault == null ? decoder.decode(value, row) : fault;
      records++;
      if (reason == null) {
        writer.accept(origin, row);
      } else {
        writer.reject(origin, reason, value);
        rejected++;
        first = first == null ? reason : first;
      }
    }

    Written finish() throws IOException {
      return new Written(writer.finish(), records, rejected, first, null);
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
