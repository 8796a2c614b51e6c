package dev.twofold.speed.job;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Passes a record on as it is: decoding is the next operator's, which knows where rejected ones go.
 */
final class KafkaRecordReader implements KafkaRecordDeserializationSchema<KafkaRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<KafkaRecord> out) {
    out.collect(
        new KafkaRecord(
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.leaderEpoch().orElse(-1),
            record.value()));
  }

  @Override
  public TypeInformation<KafkaRecord> getProducedType() {
    return KafkaRecord.TYPE;
  }
}
