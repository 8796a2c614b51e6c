package dev.twofold.speed.views;

/**
 * A record that could not be decoded or violates its source's schema.
 *
 * @param topicId of the topic: offsets start anew with a new one
 * @param epoch of the record, as of any other
 * @param ingestedAtMillis the Kafka record's timestamp, milliseconds since 1970, UTC
 * @param reason what is wrong, in words
 * @param raw the record's value as it came; null for a tombstone
 */
public record DeadLetter(
    String source,
    String topicId,
    int partition,
    long offset,
    long epoch,
    long ingestedAtMillis,
    String reason,
    byte[] raw) {}
