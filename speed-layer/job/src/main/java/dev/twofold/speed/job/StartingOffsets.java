package dev.twofold.speed.job;

import dev.twofold.epoch.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins each partition at a position, one that has none at offset 0, and never skips: an offset
 * that is gone stops the job.
 */
final class StartingOffsets implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final HashMap<Integer, Long> offsets = new HashMap<>();

  StartingOffsets(List<Position> positions) {
    positions.forEach(position -> offsets.put(position.partition(), position.nextOffset()));
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<TopicPartition, Long> start = new HashMap<>();
    for (TopicPartition partition : partitions) {
      start.put(partition, offsets.getOrDefault(partition.partition(), 0L));
    }
    return start;
  }

  @SuppressWarnings("deprecation") // What the connector asks for.
  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
