package dev.twofold.batch.job;

import dev.twofold.batch.views.LandingWriter;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.definition.KafkaPermission;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasures;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.TaskContext;

/**
 * Lands one partition's records: reads them from Kafka, decodes them and writes them as files of
 * the master dataset. One task a partition, so that each record's epoch follows from those before
 * it.
 */
final class LandingTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<String, Object> consumer = new HashMap<>();
  private final SourceDefinition source;
  private final Erasures erasures;
  private final EpochClock clock;
  private final Bounds bounds;
  private final Table table;
  private final String operation;

  /**
   * @param kafka properties of Kafka's clients, bootstrap servers among them
   * @param erasures whose events are passed over
   * @param table a serializable copy of the master dataset's
   * @param operation unique to the landing
   */
  LandingTask(
      Map<String, String> kafka,
      SourceDefinition source,
      Erasures erasures,
      EpochClock clock,
      Bounds bounds,
      Table table,
      String operation) {
    consumer.putAll(kafka);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
    consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "8388608");
    this.source = source;
    this.erasures = erasures;
    this.clock = clock;
    this.bounds = bounds;
    this.table = table;
    this.operation = operation;
  }

  /**
   * The epochs between two cuts.
   *
   * @param landed what the last landing landed through: a record of an epoch below it came behind
   *     that cut
   * @param through what this one lands through
   * @param topicId of the topic
   */
  record Bounds(long landed, long through, String topicId) implements Serializable {}

  /**
   * How many records there were, and of which kinds.
   *
   * @param rejected dead letters
   * @param behindCut those that the last landing should have had
   * @param withoutEpoch those from before the topic's timestamps were ingestion times
   */
  record Counts(long records, long rejected, long behindCut, long withoutEpoch)
      implements Serializable {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          records + other.records,
          rejected + other.rejected,
          behindCut + other.behindCut,
          withoutEpoch + other.withoutEpoch);
    }
  }

  /**
   * What a task did.
   *
   * @param position where the cut lies
   * @param failure null, or why it did nothing
   */
  record Landed(Position position, List<DataFile> files, Counts counts, RuntimeException failure)
      implements Serializable {}

  Landed run(LandingPlan.Range range) throws IOException {
    Position from = range.from();
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
          from.leaderEpoch() < 0 ? Optional.empty() : Optional.of(from.leaderEpoch());
      in.seek(partition, new OffsetAndMetadata(from.nextOffset(), leader, ""));
      RecordCopy copy = new RecordCopy(source, erasures, clock, bounds, range, in, out);
      copy.run();
      return new Landed(copy.cut(), out.finish(), copy.counts(), null);
    } catch (LogTruncationException e) {
      return failed(from, new RefusedException(truncated(from)));
    } catch (OffsetOutOfRangeException e) {
      long earliest = earliest(partition);
      return failed(
          from,
          new RefusedException(
              LandingPlan.gone(source.topic(), range.partition(), from.nextOffset(), earliest)));
    } catch (AuthorizationException e) {
      return failed(from, new RefusedException(KafkaPermission.refusal(kafka(), source.topic())));
    } catch (RecordCopy.StuckException e) {
      return failed(from, e);
    }
  }

  /** Not thrown: Spark would wrap it, and on a cluster try again. */
  private static Landed failed(Position from, RuntimeException failure) {
    return new Landed(from, List.of(), Counts.NONE, failure);
  }

  private long earliest(TopicPartition partition) {
    try (KafkaConsumer<byte[], byte[]> asked =
        new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return asked.beginningOffsets(List.of(partition)).get(partition);
    }
  }

  private Settings.Kafka kafka() {
    Map<String, String> properties = new HashMap<>();
    consumer.forEach((name, value) -> properties.put(name, value.toString()));
    return new Settings.Kafka(properties.get("bootstrap.servers"), properties);
  }

  private String truncated(Position from) {
    return "Topic "
        + source.topic()
        + ", partition "
        + from.partition()
        + ", has lost records that were landed: its log was cut back below offset "
        + from.nextOffset()
        + " and has other records there now. (It was landed up to that offset at leader epoch "
        + from.leaderEpoch()
        + ".) Kafka lost what it had acknowledged: find out why, then give the topic a source of"
        + " its own from here on.";
  }
}
