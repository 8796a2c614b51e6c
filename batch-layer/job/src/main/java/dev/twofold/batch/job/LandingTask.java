package dev.twofold.batch.job;

import dev.twofold.batch.views.LandingWriter;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.TaskContext;

/**
 * Lands one partition's records: reads them from Kafka, decodes them and writes them as files of
 * the master dataset. One task a partition, so that each record's epoch follows from those before
 * it.
 */
final class LandingTask implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Map<String, Object> consumer = new HashMap<>();
  private final SourceDefinition source;
  private final EpochClock clock;
  private final Table table;
  private final String operation;

  /**
   * @param kafka properties of Kafka's clients, bootstrap servers among them
   * @param table a serializable copy of the master dataset's
   * @param operation unique to the landing
   */
  LandingTask(
      Map<String, String> kafka,
      SourceDefinition source,
      EpochClock clock,
      Table table,
      String operation) {
    consumer.putAll(kafka);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
    consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "8388608");
    this.source = source;
    this.clock = clock;
    this.table = table;
    this.operation = operation;
  }

  /**
   * What a task did.
   *
   * @param position after the last record
   * @param refusal null, or why a person has to decide
   */
  record Landed(
      Position position, List<DataFile> files, long records, long rejected, String refusal)
      implements Serializable {}

  Landed run(LandingPlan.Range range) throws IOException {
    TopicPartition partition = new TopicPartition(source.topic(), range.partition());
    long attempt = TaskContext.get().taskAttemptId();
    try (KafkaConsumer<byte[], byte[]> in =
            new KafkaConsumer<>(
                consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        LandingWriter out =
            new LandingWriter(table, source, range.partition(), attempt, operation)) {
      in.assign(List.of(partition));
      // With the leader epoch, a log that was cut back and grew again is noticed.
      Optional<Integer> leader =
          range.from().leaderEpoch() < 0
              ? Optional.empty()
              : Optional.of(range.from().leaderEpoch());
      in.seek(partition, new OffsetAndMetadata(range.from().nextOffset(), leader, ""));
      return copy(range, in, partition, out);
    }
  }

  private Landed copy(
      LandingPlan.Range range,
      KafkaConsumer<byte[], byte[]> in,
      TopicPartition partition,
      LandingWriter out)
      throws IOException {
    EventDecoder decoder = Project.decoder(source, true);
    Row row = new Row(source.columns().size());
    EffectiveEpochs epochs = new EffectiveEpochs(clock);
    epochs.resume(range.from());
    long epoch = range.from().epoch();
    int leader = range.from().leaderEpoch();
    long records = 0;
    long rejected = 0;
    long progressAt = System.nanoTime();
    long reached = range.from().nextOffset();
    while (reached < range.to()) {
      for (ConsumerRecord<byte[], byte[]> record : in.poll(POLL).records(partition)) {
        if (record.offset() >= range.to()) {
          break;
        }
        if (record.timestampType() != TimestampType.LOG_APPEND_TIME) {
          return new Landed(range.from(), List.of(), 0, 0, notIngestionTime(record));
        }
        epoch = epochs.next(range.partition(), record.timestamp());
        leader = record.leaderEpoch().orElse(leader);
        var origin =
            new LandingWriter.Origin(range.partition(), record.offset(), record.timestamp(), epoch);
        String reason = decoder.decode(record.value(), row);
        if (reason == null) {
          out.accept(origin, row);
        } else {
          out.reject(origin, reason, record.value());
          rejected++;
        }
        records++;
      }
      // Also past what no reader sees: aborted records, and the marks that transactions leave.
      long position = in.position(partition);
      if (position > reached) {
        reached = position;
        progressAt = System.nanoTime();
      } else if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "Kafka yields no records of " + partition + " from offset " + reached + " on");
      }
    }
    return new Landed(
        new Position(range.partition(), range.to(), epoch, leader),
        out.finish(),
        records,
        rejected,
        null);
  }

  private static String notIngestionTime(ConsumerRecord<?, ?> record) {
    return "Record at offset "
        + record.offset()
        + " of topic "
        + record.topic()
        + ", partition "
        + record.partition()
        + ", has its producer's timestamp: it was written before the topic was set to"
        + " LogAppendTime. Copy the topic's records to a new topic with"
        + " message.timestamp.type=LogAppendTime and point the source there.";
  }
}
