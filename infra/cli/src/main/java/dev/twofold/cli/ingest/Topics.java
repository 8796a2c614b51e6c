package dev.twofold.cli.ingest;

import dev.twofold.cli.CliException;
import dev.twofold.definition.Settings;
import dev.twofold.event.SourceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of a project's sources. */
public final class Topics implements AutoCloseable {
  private static final Map<String, String> CONFIG =
      Map.of(
          // The broker's clock decides an event's epoch, not the sender's.
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
          TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
          // Without a schedule of batch runs nothing else keeps the events.
          TopicConfig.RETENTION_MS_CONFIG, "-1");

  private final Admin admin;

  public Topics(Settings.Kafka kafka) {
    Map<String, Object> config = new HashMap<>(kafka.properties());
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
    this.admin = Admin.create(config);
  }

  /**
   * Makes the source's topic where it is not there: with the broker's timestamps, kept for ever.
   */
  public void create(SourceDefinition source) {
    NewTopic topic = new NewTopic(source.topic(), source.partitions(), (short) -1).configs(CONFIG);
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw failed("make topic " + source.topic(), e.getCause());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The next offset of each partition of a topic. */
  public Map<Integer, Long> endOffsets(String topic) {
    try {
      int partitions =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
      Map<Integer, Long> ends = new TreeMap<>();
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw failed("read the end of topic " + topic, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static CliException failed(String what, Throwable cause) {
    return CliException.failed("Cannot " + what + ": " + cause.getMessage());
  }

  private static CliException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return CliException.failed("Interrupted: " + e);
  }

  @Override
  public void close() {
    admin.close();
  }
}
