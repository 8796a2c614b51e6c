package dev.twofold.speed.job;

import dev.twofold.definition.Settings;
import dev.twofold.event.SourceDefinition;

/** What a topic must be like for both layers to read the same epochs from it, for good. */
final class TopicRules {
  private TopicRules() {}

  /**
   * Checks a source's topic.
   *
   * @return the topic's id
   * @throws RefusedException with the command that mends it
   */
  static String check(TopicLog log, SourceDefinition source, Settings.Kafka kafka) {
    String topic = source.topic();
    if (log.describe().isEmpty()) {
      throw new RefusedException(
          "Topic %s of source %s does not exist. Make it with:\n  kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions %d --config message.timestamp.type=LogAppendTime"
              .formatted(topic, source.name(), kafka.bootstrap(), topic, source.partitions()));
    }
    String timestamps = log.setting("message.timestamp.type");
    if (!timestamps.equals("LogAppendTime")) {
      throw new RefusedException(
          "Topic %s has message.timestamp.type=%s: its producers set the time, so epochs would go back and forth. Change it with:\n  %s"
              .formatted(
                  topic, timestamps, alter(kafka, topic, "message.timestamp.type=LogAppendTime")));
    }
    String cleanup = log.setting("cleanup.policy");
    if (cleanup.contains("compact")) {
      throw new RefusedException(
          "Topic %s has cleanup.policy=%s: compaction would delete events that the other layer counted. Change it with:\n  %s"
              .formatted(topic, cleanup, alter(kafka, topic, "cleanup.policy=delete")));
    }
    return log.topicId();
  }

  private static String alter(Settings.Kafka kafka, String topic, String setting) {
    return "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config %s"
        .formatted(kafka.bootstrap(), topic, setting);
  }
}
