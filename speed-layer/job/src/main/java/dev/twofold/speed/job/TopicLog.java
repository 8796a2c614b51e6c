package dev.twofold.speed.job;

import dev.twofold.definition.KafkaPermission;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.Position;
import dev.twofold.view.LedgerProgress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What Kafka says of a topic's log, asked afresh each time. Not thread-safe. */
final class TopicLog implements LedgerProgress.Log, AutoCloseable {
  private static final long TIMEOUT_SECONDS = 20;
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final Settings.Kafka kafka;
  private final Properties properties;
  private final String topic;
  private final Admin admin;
  private KafkaConsumer<byte[], byte[]> consumer;

  TopicLog(Settings.Kafka kafka, String topic) {
    this.kafka = kafka;
    this.properties = clientProperties(kafka);
    this.topic = topic;
    this.admin = Admin.create(properties);
  }

  static Properties clientProperties(Settings.Kafka kafka) {
    if (kafka == null || kafka.bootstrap() == null) {
      throw new RefusedException("Cannot connect to Kafka: set kafka.bootstrap in twofold.yaml");
    }
    Properties properties = new Properties();
    if (kafka.properties() != null) {
      properties.putAll(kafka.properties());
    }
    properties.put("bootstrap.servers", kafka.bootstrap());
    return properties;
  }

  /** The topic's id and partitions; empty where there is no such topic. */
  Optional<TopicDescription> describe() {
    try {
      return Optional.of(await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /** The topic's id; fails where there is no such topic. */
  String topicId() {
    return description().topicId().toString();
  }

  @Override
  public Set<Integer> partitions() {
    return description().partitions().stream()
        .map(partition -> partition.partition())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private TopicDescription description() {
    return describe()
        .orElseThrow(() -> new RefusedException("Topic " + topic + " is gone: it was deleted"));
  }

  /** The value of one of the topic's settings. */
  String setting(String name) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = await(admin.describeConfigs(List.of(resource)).values().get(resource));
    return config.get(name).value();
  }

  /** The first offset that each partition still has. */
  Map<Integer, Long> starts(Collection<Integer> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  @Override
  public Map<Integer, Long> ends(Collection<Integer> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<Integer, Long> offsets(Collection<Integer> partitions, OffsetSpec spec) {
    var asked =
        admin.listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> spec)));
    Map<Integer, Long> offsets = new HashMap<>();
    for (int partition : partitions) {
      offsets.put(
          partition, await(asked.partitionResult(new TopicPartition(topic, partition))).offset());
    }
    return offsets;
  }

  /**
   * Whether the records before the position are those that were read. Where a leader was lost, the
   * log may have been cut back, and have grown past the position again with others.
   */
  boolean isContinuedBy(Position position) {
    if (position.leaderEpoch() < 0) {
      return true;
    }
    TopicPartition at = at(position.partition());
    consumer().assign(List.of(at));
    // A consumer that does not know the partition's leader yet would take the position as it is.
    consumer.endOffsets(List.of(at));
    consumer.seek(
        at, new OffsetAndMetadata(position.nextOffset(), Optional.of(position.leaderEpoch()), ""));
    try {
      consumer.position(at, Duration.ofSeconds(TIMEOUT_SECONDS));
      return true;
    } catch (LogTruncationException e) {
      return false;
    }
  }

  @Override
  public boolean nothingCommitted(int partition, long from, long to) {
    return from >= to
        || (walk(partition, from, to).isEmpty() && consumer.position(at(partition)) >= to);
  }

  /** The first committed record in {@code [from, to)}. */
  Optional<ConsumerRecord<byte[], byte[]>> first(int partition, long from, long to) {
    return walk(partition, from, to);
  }

  private Optional<ConsumerRecord<byte[], byte[]>> walk(int partition, long from, long to) {
    TopicPartition at = at(partition);
    consumer().assign(List.of(at));
    consumer.seek(at, from);
    long giveUp = System.nanoTime() + PROBE.toNanos();
    while (consumer.position(at) < to && System.nanoTime() < giveUp) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }

  private TopicPartition at(int partition) {
    return new TopicPartition(topic, partition);
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    if (consumer == null) {
      Properties reading = new Properties();
      reading.putAll(properties);
      reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
      reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
      reading.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, "65536");
      reading.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50");
      consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    return consumer;
  }

  private <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw new RefusedException(KafkaPermission.refusal(kafka, topic));
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("Kafka did not answer in " + TIMEOUT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Kafka", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
    if (consumer != null) {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }
  }
}
