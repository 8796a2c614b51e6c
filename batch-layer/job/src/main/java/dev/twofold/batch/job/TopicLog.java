package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.definition.KafkaPermission;
import dev.twofold.definition.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the broker knows of one topic: its identity, its settings, where its log starts and ends.
 */
final class TopicLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Admin admin;
  private final Settings.Kafka kafka;
  private final String bootstrap;
  private final String topic;

  TopicLog(Settings.Kafka kafka, String topic) {
    if (kafka == null || kafka.bootstrap() == null) {
      throw new RefusedException(
          "There is no Kafka to read from: set kafka.bootstrap in twofold.yaml or by --set");
    }
    Properties properties = new Properties();
    properties.putAll(kafka.properties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    this.kafka = kafka;
    bootstrap = kafka.bootstrap();
    this.topic = topic;
    admin = Admin.create(properties);
  }

  /**
   * The topic's id and partitions, after a check that its records' timestamps are ingestion times.
   *
   * @throws RefusedException where there is no such topic, or its settings would give wrong answers
   */
  Identity identity() {
    TopicDescription description;
    try {
      description = await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    } catch (UnknownTopicOrPartitionException e) {
      throw new RefusedException(
          "There is no topic "
              + topic
              + " at "
              + bootstrap
              + ". Correct the source, or make it:\n  kafka-topics.sh --bootstrap-server "
              + bootstrap
              + " --create --topic "
              + topic
              + " --config message.timestamp.type=LogAppendTime --config cleanup.policy=delete");
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = await(admin.describeConfigs(List.of(resource)).values().get(resource));
    requireSetting(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    requireSetting(config, TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
    return new Identity(
        description.topicId().toString(),
        description.partitions().stream().map(partition -> partition.partition()).toList());
  }

  record Identity(String id, List<Integer> partitions) {}

  private void requireSetting(Config config, String name, String value) {
    String actual = config.get(name) == null ? "" : config.get(name).value();
    if (!actual.equals(value)
        && !(name.equals(TopicConfig.CLEANUP_POLICY_CONFIG) && actual.isEmpty())) {
      throw new RefusedException(
          "Topic "
              + topic
              + " has "
              + name
              + "="
              + actual
              + ", but epochs need "
              + value
              + ". This mends it:\n  kafka-configs.sh --bootstrap-server "
              + bootstrap
              + " --alter --entity-type topics --entity-name "
              + topic
              + " --add-config "
              + name
              + "="
              + value);
    }
  }

  /** The first offset that each partition still has. */
  Map<Integer, Long> earliest(List<Integer> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  /** The offset after each partition's last record, committed or not. */
  Map<Integer, Long> end(List<Integer> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<Integer, Long> offsets(List<Integer> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> request =
        partitions.stream()
            .map(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), unused -> spec));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        new HashMap<>(await(admin.listOffsets(request).all()));
    Map<Integer, Long> offsets = new TreeMap<>();
    found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
    return offsets;
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds() + 5, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw new RefusedException(KafkaPermission.refusal(kafka, topic));
      }
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw silent(e.getCause());
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Kafka", e);
    }
  }

  private IllegalStateException silent(Throwable cause) {
    return new IllegalStateException("Kafka at " + bootstrap + " does not answer", cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
