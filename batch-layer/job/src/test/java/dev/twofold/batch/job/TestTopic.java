package dev.twofold.batch.job;

import dev.twofold.stack.TestStack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of its own in the shared Kafka. */
final class TestTopic {
  static final int PARTITIONS = 3;
  static final String TIMESTAMPS = "message.timestamp.type";

  final String name = "sales-" + UUID.randomUUID();

  static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", TestStack.shared().kafka().bootstrap()));
  }

  void create(Map<String, String> settings) throws Exception {
    try (Admin admin = admin()) {
      NewTopic created = new NewTopic(name, PARTITIONS, (short) 1).configs(settings);
      admin.createTopics(List.of(created)).all().get();
      awaitLeaders(admin, PARTITIONS);
    }
  }

  void addPartition() throws Exception {
    try (Admin admin = admin()) {
      admin.createPartitions(Map.of(name, NewPartitions.increaseTo(PARTITIONS + 1))).all().get();
      awaitLeaders(admin, PARTITIONS + 1);
    }
  }

  /** Waits until the broker leads the partitions: a producer that is faster stumbles. */
  private void awaitLeaders(Admin admin, int partitions) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> request = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      request.put(new TopicPartition(name, partition), OffsetSpec.latest());
    }
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        admin.listOffsets(request).all().get();
        return;
      } catch (ExecutionException e) {
        Thread.sleep(100);
      }
    }
  }

  void set(String setting, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    try (Admin admin = admin()) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    }
  }

  static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        producerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Properties producerProperties() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", TestStack.shared().kafka().bootstrap());
    properties.put("acks", "all");
    properties.put("delivery.timeout.ms", "20000");
    properties.put("request.timeout.ms", "10000");
    return properties;
  }

  /** Sends the events, over all partitions, and waits until Kafka has them. */
  void send(KafkaProducer<byte[], byte[]> producer, List<String> events)
      throws ExecutionException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      sent.add(producer.send(record(i % PARTITIONS, null, events.get(i))));
    }
    await(sent);
  }

  /** Sends the events to one partition. */
  void send(int partition, List<String> events) throws ExecutionException, InterruptedException {
    sendAt(partition, Collections.nCopies(events.size(), null), events);
  }

  /**
   * Sends each event to the partition with its producer's time, which a topic of LogAppendTime
   * replaces.
   */
  void sendAt(int partition, List<Long> millis, List<String> events)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        sent.add(producer.send(record(partition, millis.get(i), events.get(i))));
      }
      await(sent);
    }
  }

  private static void await(List<Future<RecordMetadata>> sent)
      throws ExecutionException, InterruptedException {
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  private ProducerRecord<byte[], byte[]> record(int partition, Long millis, String event) {
    return new ProducerRecord<>(
        name, partition, millis, null, event.getBytes(StandardCharsets.UTF_8));
  }
}
