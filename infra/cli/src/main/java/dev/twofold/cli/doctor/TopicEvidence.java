package dev.twofold.cli.doctor;

import static dev.twofold.cli.doctor.KafkaEvidence.await;

import dev.twofold.event.SourceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * What Kafka says of a source's topic.
 *
 * @param starts the first offset that each partition still has
 * @param ends the offset after each partition's last record
 * @param newest the latest timestamp in each partition; -1 where it has no record
 */
record TopicEvidence(
    SourceDefinition source,
    Asked<TopicDescription> description,
    Asked<Config> config,
    Asked<Map<Integer, Long>> starts,
    Asked<Map<Integer, Long>> ends,
    Asked<Map<Integer, Long>> newest) {

  static TopicEvidence of(Admin admin, SourceDefinition source) {
    String topic = source.topic();
    Asked<TopicDescription> description =
        Asked.of(
            () ->
                await(
                    admin
                        .describeTopics(
                            List.of(topic),
                            new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .topicNameValues()
                        .get(topic)));
    if (description.isFailed()) {
      return new TopicEvidence(
          source,
          description,
          Asked.failed(description.failure()),
          Asked.failed(description.failure()),
          Asked.failed(description.failure()),
          Asked.failed(description.failure()));
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return new TopicEvidence(
        source,
        description,
        Asked.of(() -> await(admin.describeConfigs(List.of(resource)).values().get(resource))),
        offsets(admin, description, OffsetSpec.earliest(), ListOffsetsResultInfo::offset),
        offsets(admin, description, OffsetSpec.latest(), ListOffsetsResultInfo::offset),
        offsets(admin, description, OffsetSpec.maxTimestamp(), ListOffsetsResultInfo::timestamp));
  }

  private static Asked<Map<Integer, Long>> offsets(
      Admin admin,
      Asked<TopicDescription> description,
      OffsetSpec spec,
      ToLongFunction<ListOffsetsResultInfo> value) {
    return Asked.of(
        () -> {
          TopicDescription topic = description.answer().orElseThrow();
          Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
          topic
              .partitions()
              .forEach(info -> asked.put(new TopicPartition(topic.name(), info.partition()), spec));
          Map<Integer, Long> values = new TreeMap<>();
          await(admin.listOffsets(asked).all())
              .forEach(
                  (partition, info) -> values.put(partition.partition(), value.applyAsLong(info)));
          return values;
        });
  }

  /** The topic's id; a failure where it is not known. */
  Asked<String> id() {
    return description.then(known -> known.topicId().toString());
  }

  String name() {
    return source.topic();
  }
}
