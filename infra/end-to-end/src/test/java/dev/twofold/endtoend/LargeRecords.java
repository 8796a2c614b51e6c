package dev.twofold.endtoend;

import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records as large as the broker takes them, each alone and as it is. */
final class LargeRecords implements AutoCloseable {
  /** Of a batch of one record without a key: what its value is wrapped in. */
  private static final int WRAPPING = 72;

  private final KafkaProducer<byte[], byte[]> producer;
  private final SourceDefinition source;
  private final int mostBytes;

  LargeRecords(Project project) throws Exception {
    source = project.sources().get(0);
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            project.settings().kafka().bootstrap(),
            "acks",
            "all",
            "max.request.size",
            10_000_000,
            "compression.type",
            "none");
    producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, source.topic());
    try (Admin admin = Admin.create(config)) {
      String limit =
          admin
              .describeConfigs(List.of(topic))
              .all()
              .get()
              .get(topic)
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
              .value();
      mostBytes = Integer.parseInt(limit) - WRAPPING;
    }
  }

  /** The length of the longest value that the broker takes. */
  int mostBytes() {
    return mostBytes;
  }

  /** An event of that many bytes, all of them in one member. */
  byte[] record(String member, int bytes) {
    String start = "{\"at\":1,\"" + member + "\":\"";
    String text = start + "z".repeat(bytes - start.length() - 2) + "\"}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param number of the records sent before: the partitions take them in turn
   * @throws ExecutionException where Kafka does not take it
   */
  void send(byte[] record, int number) throws ExecutionException, InterruptedException {
    int partition = number % source.partitions();
    producer.send(new ProducerRecord<>(source.topic(), partition, null, record)).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
