package dev.twofold.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Each topic is there, stamps records itself, keeps them, and has the source's partitions. */
final class TopicCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    KafkaCommands commands = new KafkaCommands(evidence.kafka().bootstrap());
    List<Finding> findings = new ArrayList<>();
    for (TopicEvidence topic : evidence.kafka().topics()) {
      List<Finding> wrong = wrong(topic, commands);
      findings.addAll(wrong);
      if (wrong.isEmpty() && !topic.description().isFailed() && !topic.config().isFailed()) {
        findings.add(
            Finding.ok(
                subject(topic),
                topic.description().answer().orElseThrow().partitions().size()
                    + " partitions, LogAppendTime, never compacted"));
      }
    }
    return findings;
  }

  private static String subject(TopicEvidence topic) {
    return "topic " + topic.name();
  }

  private static List<Finding> wrong(TopicEvidence topic, KafkaCommands commands) {
    List<Finding> wrong = new ArrayList<>();
    if (topic.description().failure() instanceof UnknownTopicOrPartitionException) {
      wrong.add(
          Finding.fault(
              subject(topic),
              "Topic " + topic.name() + " of source " + topic.source().name() + " does not exist",
              commands.create(topic.source())));
    }
    topic
        .config()
        .answer()
        .ifPresent(
            config -> {
              String stamps = value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
              if (!stamps.equals("LogAppendTime")) {
                wrong.add(
                    Finding.fault(
                        subject(topic),
                        "message.timestamp.type is "
                            + stamps
                            + ": producers set the time, so records have no ingestion time and both"
                            + " layers refuse the topic",
                        commands.set(topic.name(), "message.timestamp.type=LogAppendTime")));
              }
              String cleanup = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
              if (cleanup.contains("compact")) {
                wrong.add(
                    Finding.fault(
                        subject(topic),
                        "cleanup.policy is "
                            + cleanup
                            + ": compaction would delete events, so both layers refuse the topic",
                        commands.set(topic.name(), "cleanup.policy=delete")));
              }
            });
    topic
        .description()
        .answer()
        .map(description -> description.partitions().size())
        .filter(partitions -> partitions < topic.source().partitions())
        .ifPresent(
            partitions ->
                wrong.add(
                    Finding.warning(
                        subject(topic),
                        "It has "
                            + partitions
                            + " of the "
                            + topic.source().partitions()
                            + " partitions that source "
                            + topic.source().name()
                            + " names",
                        commands.grow(topic.source()))));
    return wrong;
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }
}
