package dev.twofold.speed.job;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records from before their topic was of LogAppendTime: they have no ingestion time, so no epoch.
 * Batch takes them in as a backfill; here they are counted, and passed over.
 */
final class Backfills {
  private static final Logger LOGGER = LoggerFactory.getLogger(Backfills.class);

  private final Map<Integer, Long> below = new HashMap<>();
  private final String topic;
  private final Counter passedOver;

  Backfills(String topic, Counter passedOver) {
    this.topic = topic;
    this.passedOver = passedOver;
  }

  /** Takes what an earlier attempt knew. */
  void resume(Positions from) {
    from.backfills().forEach((partition, offset) -> below.merge(partition, offset, Math::max));
  }

  void passOver(KafkaRecord record) {
    below.put(record.partition(), record.offset() + 1);
    passedOver.inc();
    if (Long.bitCount(passedOver.getCount()) == 1) {
      LOGGER.warn(
          "{} records are from before topic {} was of LogAppendTime, the last at partition {}, offset {}:"
              + " the speed layer leaves them to the batch layer, which takes them in as a backfill",
          passedOver.getCount(),
          topic,
          record.partition(),
          record.offset());
    }
  }

  /** By partition, the offset after the last of them. */
  Map<Integer, Long> below() {
    return below;
  }
}
