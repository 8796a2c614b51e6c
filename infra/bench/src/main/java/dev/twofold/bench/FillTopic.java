package dev.twofold.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes topics and fills them with generated events. */
final class FillTopic {
  private FillTopic() {}

  /** Makes a topic with the broker's timestamps, if it is not there. */
  static void create(String bootstrap, String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      NewTopic wanted =
          new NewTopic(topic, partitions, (short) 1)
              .configs(Map.of("message.timestamp.type", "LogAppendTime"));
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** A producer that waits for all replicas. */
  static Producer<byte[], byte[]> producer(String bootstrap, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", bootstrap);
    all.put("acks", "all");
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Sends events {@code from} to {@code to}, spread evenly over the partitions, one a millisecond
   * of event time from the start on.
   */
  static void fill(
      String bootstrap, String topic, int partitions, long from, long to, long startMillis) {
    Map<String, Object> settings = Map.of("linger.ms", 20, "batch.size", 262_144);
    try (Producer<byte[], byte[]> producer = producer(bootstrap, settings)) {
      for (long i = from; i < to; i++) {
        producer.send(
            new ProducerRecord<>(
                topic, (int) (i % partitions), null, Edits.event(i, startMillis + i - from)));
      }
    }
  }
}
