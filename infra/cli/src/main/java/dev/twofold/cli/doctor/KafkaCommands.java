package dev.twofold.cli.doctor;

import dev.twofold.event.SourceDefinition;

/** Kafka's own commands, by which a topic is mended. */
record KafkaCommands(String bootstrap) {
  String create(SourceDefinition source) {
    return "kafka-topics.sh --bootstrap-server "
        + bootstrap
        + " --create --topic "
        + source.topic()
        + " --partitions "
        + source.partitions()
        + " --config message.timestamp.type=LogAppendTime --config cleanup.policy=delete";
  }

  /**
   * @param setting "cleanup.policy=delete"
   */
  String set(String topic, String setting) {
    return "kafka-configs.sh --bootstrap-server "
        + bootstrap
        + " --alter --entity-type topics --entity-name "
        + topic
        + " --add-config "
        + setting;
  }

  String grow(SourceDefinition source) {
    return "kafka-topics.sh --bootstrap-server "
        + bootstrap
        + " --alter --topic "
        + source.topic()
        + " --partitions "
        + source.partitions();
  }
}
