package dev.twofold.cli.ingest;

import dev.twofold.cli.CliException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events to one topic: acknowledged by all replicas, each once, in order within a partition.
 * What a partition holds after a failure is a prefix of what was sent to it. Not thread-safe.
 */
public final class EventSender implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param properties of the Kafka clients, on top of the sender's own
   */
  public EventSender(String bootstrap, Map<String, String> properties, String topic) {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 16);
    config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
  }

  /** Sends to a partition of Kafka's choice. */
  public void send(byte[] event) {
    send(new ProducerRecord<>(topic, event));
  }

  public void send(int partition, byte[] event) {
    send(new ProducerRecord<>(topic, partition, null, event));
  }

  private void send(ProducerRecord<byte[], byte[]> event) {
    throwIfFailed();
    producer.send(
        event,
        (metadata, error) -> {
          if (error == null) {
            acknowledged.incrementAndGet();
          } else {
            failure.compareAndSet(null, error);
          }
        });
  }

  /** Waits until all that was sent is acknowledged. */
  public void flush() {
    producer.flush();
    throwIfFailed();
  }

  /** How many events Kafka has acknowledged. */
  public long acknowledged() {
    return acknowledged.get();
  }

  private void throwIfFailed() {
    Exception error = failure.get();
    if (error != null) {
      throw CliException.failed(
          "Kafka did not take an event for topic "
              + topic
              + " ("
              + acknowledged.get()
              + " were acknowledged before): "
              + error.getMessage());
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
