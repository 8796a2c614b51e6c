package dev.twofold.batch.job;

import dev.twofold.batch.views.LandingWriter;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochEdge;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasures;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/**
 * Copies a partition's records up to the cut, which it finds on the way: before the first record of
 * an epoch at or after the cut's, or at the end of the range where there is none.
 *
 * <p>It reads committed records, in order, and none beyond the first open transaction. So what it
 * passed is decided for good: no open transaction reaches below the cut.
 *
 * <p>A record whose timestamp is its producer's, from before the topic's became ingestion times,
 * has no epoch. It moves neither the epochs of others nor the cut.
 */
final class RecordCopy {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration TRANSACTION_PATIENCE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LandingTask.Bounds bounds;
  private final LandingPlan.Range range;
  private final KafkaConsumer<byte[], byte[]> in;
  private final TopicPartition partition;
  private final LandingWriter out;
  private final EventDecoder decoder;
  private final Erasures erasures;
  private final Row row;
  private final EpochEdge edge;
  private int leader;
  private long records;
  private long rejected;
  private long behindCut;
  private long withoutEpoch;

  /** Kafka does not yield what the landing needs. To run again may help. */
  static final class StuckException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    StuckException(String message) {
      super(message);
    }
  }

  /**
   * @param in at the start of the range; reads committed records
   */
  RecordCopy(
      SourceDefinition source,
      Erasures erasures,
      EpochClock clock,
      LandingTask.Bounds bounds,
      LandingPlan.Range range,
      KafkaConsumer<byte[], byte[]> in,
      LandingWriter out) {
    this.erasures = erasures;
    this.bounds = bounds;
    this.range = range;
    this.in = in;
    this.out = out;
    partition = new TopicPartition(source.topic(), range.partition());
    decoder = Project.decoder(source, true);
    row = new Row(source.columns().size());
    edge = new EpochEdge(clock, range.from(), bounds.through());
    leader = range.from().leaderEpoch();
  }

  /**
   * @throws StuckException where it cannot come to the cut
   */
  void run() throws IOException {
    long reached = range.from().nextOffset();
    long progressAt = System.nanoTime();
    while (!edge.isFound() && reached < range.end()) {
      copy(in.poll(POLL).records(partition));
      // Also past what no reader sees: aborted records, and the marks that transactions leave.
      long position = in.position(partition);
      if (position > reached) {
        reached = position;
        progressAt = System.nanoTime();
      } else {
        checkPatience(reached, Duration.ofNanos(System.nanoTime() - progressAt));
      }
    }
  }

  private void copy(List<ConsumerRecord<byte[], byte[]>> batch) throws IOException {
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      if (record.offset() >= range.end()) {
        return;
      }
      boolean ingestionTime = record.timestampType() == TimestampType.LOG_APPEND_TIME;
      if (ingestionTime) {
        if (!edge.takes(record.offset(), record.timestamp())) {
          return;
        }
        behindCut += edge.epoch() < bounds.landed() ? 1 : 0;
      } else {
        withoutEpoch++;
      }
      leader = record.leaderEpoch().orElse(leader);
      records++;
      write(
          new LandingWriter.Origin(
              range.partition(),
              record.offset(),
              record.timestamp(),
              ingestionTime ? edge.epoch() : Position.NO_EPOCH),
          record.value());
    }
  }

  private void write(LandingWriter.Origin origin, byte[] value) throws IOException {
    String reason = decoder.decode(value, row);
    if (reason == null) {
      if (!erasures.erase(bounds.topicId(), origin.partition(), origin.offset(), row)) {
        out.accept(origin, row);
      }
    } else {
      out.reject(origin, reason, value);
      rejected++;
    }
  }

  private void checkPatience(long reached, Duration waited) {
    if (waited.compareTo(TRANSACTION_PATIENCE) > 0
        && in.endOffsets(List.of(partition)).get(partition) <= reached) {
      throw new StuckException(
          "A transaction is open in topic "
              + partition.topic()
              + ", partition "
              + partition.partition()
              + ", since offset "
              + reached
              + ", below the cut. Run again when its producer has ended it (or Kafka, after"
              + " transaction.timeout.ms).");
    }
    if (waited.compareTo(PATIENCE) > 0) {
      throw new StuckException(
          "Kafka yields no records of " + partition + " from offset " + reached + " on");
    }
  }

  /** The position that the cut stands for. */
  Position cut() {
    return edge.position(range.end(), leader);
  }

  LandingTask.Counts counts() {
    return new LandingTask.Counts(records, rejected, behindCut, withoutEpoch);
  }
}
