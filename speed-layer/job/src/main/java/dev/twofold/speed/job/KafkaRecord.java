package dev.twofold.speed.job;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A record as it came.
 *
 * @param timestampMillis set by the broker: the ingestion time; {@link #NO_INGESTION_TIME} where
 *     the producer set it
 * @param leaderEpoch -1 where unknown
 * @param value null for a tombstone
 */
record KafkaRecord(
    int partition, long offset, long timestampMillis, int leaderEpoch, byte[] value) {
  /** Of a record from before its topic was of LogAppendTime. */
  static final long NO_INGESTION_TIME = Long.MIN_VALUE;

  static final WireType<KafkaRecord> TYPE = new Serializer().type(KafkaRecord.class);

  boolean hasIngestionTime() {
    return timestampMillis != NO_INGESTION_TIME;
  }

  static final class Serializer extends WireSerializer<KafkaRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(KafkaRecord record, DataOutputView target) throws IOException {
      target.writeInt(record.partition);
      target.writeLong(record.offset);
      target.writeLong(record.timestampMillis);
      target.writeInt(record.leaderEpoch);
      writeBytes(record.value, target);
    }

    @Override
    public KafkaRecord deserialize(DataInputView source) throws IOException {
      return new KafkaRecord(
          source.readInt(),
          source.readLong(),
          source.readLong(),
          source.readInt(),
          readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<KafkaRecord> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Made by Flink when it restores. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KafkaRecord> {
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
