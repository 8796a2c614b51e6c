package dev.twofold.batch.views;

import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/** Writes a task's records as rows of a master dataset. Not thread-safe. */
public final class LandingWriter implements Closeable {
  private final SourceDefinition source;
  private final RowFiles events;

  /** Dead letters expire: a file of nothing else goes whole. */
  private final RowFiles deadLetters;

  private final ArrayStruct row;
  private final int[] at;
  private final int unknown;
  private final int partition;
  private final int offset;
  private final int ingestedAt;
  private final int epoch;
  private final int rejected;
  private final int raw;

  /**
   * @param table the master dataset's, or its serialized copy
   * @param attempt unique to this attempt at the task
   * @param operation unique to the landing
   */
  public LandingWriter(
      Table table, SourceDefinition source, int task, long attempt, String operation) {
    this.source = source;
    events = new RowFiles(table, null, task, attempt, operation);
    deadLetters = new RowFiles(table, null, task, attempt, operation + "-rejected");
    List<String> names = table.schema().columns().stream().map(field -> field.name()).toList();
    row = new ArrayStruct(new Object[names.size()]);
    at =
        source.columns().stream()
            .mapToInt(column -> names.indexOf(column.column().name()))
            .toArray();
    unknown = names.indexOf(MasterSchema.UNKNOWN);
    partition = names.indexOf(MasterSchema.PARTITION);
    offset = names.indexOf(MasterSchema.OFFSET);
    ingestedAt = names.indexOf(MasterSchema.INGESTED_AT);
    epoch = names.indexOf(MasterSchema.EPOCH);
    rejected = names.indexOf(MasterSchema.REJECTED);
    raw = names.indexOf(MasterSchema.RAW);
  }

  /**
   * Where a record lay in the log.
   *
   * @param timestampMillis its ingestion time, since 1970, UTC; its producer's where it has no
   *     epoch
   * @param epoch {@link Position#NO_EPOCH} where it has none
   */
  public record Origin(int partition, long offset, long timestampMillis, long epoch) {}

  /** Writes a record that decoded. */
  public void accept(Origin origin, Row event) throws IOException {
    for (int i = 0; i < at.length; i++) {
      row.set(at[i], value(event, i, source.columns().get(i).column().type()));
    }
    row.set(unknown, event.unknownFields);
    row.set(rejected, null);
    row.set(raw, null);
    write(origin, events);
  }

  /**
   * Writes a dead letter: a record that did not decode, with its bytes.
   *
   * @param value null for a tombstone
   */
  public void reject(Origin origin, String reason, byte[] value) throws IOException {
    for (int column : at) {
      row.set(column, null);
    }
    row.set(unknown, null);
    row.set(rejected, reason);
    row.set(raw, value == null ? null : ByteBuffer.wrap(value));
    write(origin, deadLetters);
  }

  private void write(Origin origin, RowFiles files) throws IOException {
    row.set(partition, origin.partition());
    row.set(offset, origin.offset());
    row.set(ingestedAt, IcebergTypes.nearestMicros(origin.timestampMillis()));
    row.set(epoch, origin.epoch() == Position.NO_EPOCH ? null : origin.epoch());
    files.write(row);
  }

  private static Object value(Row event, int column, DataType type) {
    if (event.nulls[column]) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> event.words[column] != 0;
      case BIGINT -> event.words[column];
      case TIMESTAMP -> IcebergTypes.micros(event.words[column]);
      case DOUBLE -> Double.longBitsToDouble(event.words[column]);
      default -> IcebergTypes.internal(type, event.refs[column]);
    };
  }

  /** Finishes the files and names them. */
  public List<DataFile> finish() throws IOException {
    List<DataFile> written = new ArrayList<>(events.finish());
    written.addAll(deadLetters.finish());
    Moment.PARTITION_WRITTEN.reached();
    return written;
  }

  @Override
  public void close() throws IOException {
    try (deadLetters) {
      events.close();
    }
  }
}
