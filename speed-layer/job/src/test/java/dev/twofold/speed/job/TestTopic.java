package dev.twofold.speed.job;

import dev.twofold.stack.TestStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic on the shared broker: what it is sent, what it holds, and what may befall it. */
final class TestTopic implements AutoCloseable {
  final String name;
  private final Admin admin = Admin.create(properties(Map.of()));
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(
          properties(Map.of("acks", "all", "linger.ms", "5")),
          new ByteArraySerializer(),
          new ByteArraySerializer());

  private int partitions;
  private volatile Exception failure;

  TestTopic(String name) {
    this.name = name;
  }

  int partitions() {
    return partitions;
  }

  private static Properties properties(Map<String, String> more) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", TestStack.shared().kafka().bootstrap());
    properties.putAll(more);
    return properties;
  }

  void create(int count, Map<String, String> settings) {
    partitions = count;
    await(
        admin.createTopics(List.of(new NewTopic(name, count, (short) 1).configs(settings))).all());
  }

  void delete() {
    await(admin.deleteTopics(List.of(name)).all());
  }

  void set(String setting, String value) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    AlterConfigOp op = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    await(admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all());
  }

  void growTo(int count) {
    partitions = count;
    await(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(count))).all());
  }

  /** Makes Kafka lose a partition's records below the offset. */
  void truncate(int partition, long below) {
    TopicPartition at = new TopicPartition(name, partition);
    await(admin.deleteRecords(Map.of(at, RecordsToDelete.beforeOffset(below))).all());
  }

  private static void await(KafkaFuture<?> answer) {
    try {
      answer.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void send(int partition, String value) {
    send(partition, null, value);
  }

  /** Sends a record with its producer's time; whether that counts is up to the topic's settings. */
  void send(int partition, Long atMillis, String value) {
    producer.send(
        new ProducerRecord<>(
            name, partition, atMillis, null, value.getBytes(StandardCharsets.UTF_8)),
        (sent, thrown) -> failure = thrown == null ? failure : thrown);
  }

  /** Waits until Kafka has all that was sent. */
  void flush() {
    producer.flush();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /** A producer of transactions, ready for its first. */
  KafkaProducer<byte[], byte[]> transactional() {
    KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(
            properties(Map.of("transactional.id", name)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    transactional.initTransactions();
    return transactional;
  }

  /** Every committed record below the ends, each partition's in order. */
  List<ConsumerRecord<byte[], byte[]>> committed(Map<Integer, Long> ends) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            properties(Map.of("isolation.level", "read_committed")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          ends.keySet().stream().map(p -> new TopicPartition(name, p)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p.partition()))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    records.removeIf(record -> record.offset() >= ends.get(record.partition()));
    return records;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    admin.close(Duration.ofSeconds(5));
  }
}
