package dev.twofold.speed.views;

import java.util.Arrays;

/**
 * A record that could not be decoded or violates its source's schema.
 *
 * @param topicId of the topic: offsets start anew with a new one
 * @param epoch of the record, as of any other
 * @param ingestedAtMillis the Kafka record's timestamp, milliseconds since 1970, UTC
 * @param reason what is wrong, in words
 * @param raw the record's value as it came, its first {@link #MAX_RAW_BYTES}; null for a tombstone
 */
public record DeadLetter(
    String source,
    String topicId,
    int partition,
    long offset,
    long epoch,
    long ingestedAtMillis,
    String reason,
    byte[] raw) {
  /**
   * Cassandra takes no more than 16 MiB in one write, and a topic may be set to take larger
   * records: the master dataset has them whole.
   */
  public static final int MAX_RAW_BYTES = 8 << 20;

  public DeadLetter {
    if (raw != null && raw.length > MAX_RAW_BYTES) {
      raw = Arrays.copyOf(raw, MAX_RAW_BYTES);
    }
  }
}
