package dev.twofold.speed.views;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Stores dead letters; storing one twice is storing it once. Durable once {@link #flush} returns.
 * Not thread-safe.
 */
public final class DeadLetterWriter {
  private static final String PARTITION =
      "INSERT INTO %s.dead_letter_partitions (source, epoch, topic_id, part) VALUES (?, ?, ?, ?)";
  private static final String LETTER =
      "INSERT INTO %s.dead_letters (source, topic_id, part, epoch, record_offset, reason, raw, ingested_at, incarnation)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final int MAX_IN_FLIGHT = 64;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private record Partition(String source, String topicId, int partition, long epoch) {}

  private final CassandraSession session;
  private final long incarnation;
  private final BoundedWrites writes;
  private final Set<Partition> listed = new HashSet<>();

  public DeadLetterWriter(CassandraSession session, long incarnation) {
    this.session = session;
    this.incarnation = incarnation;
    this.writes =
        new BoundedWrites(session.cql(), MAX_IN_FLIGHT, DEADLINE, Moment.DEAD_LETTER_WRITTEN);
  }

  public void add(DeadLetter letter) {
    Partition partition =
        new Partition(letter.source(), letter.topicId(), letter.partition(), letter.epoch());
    if (!listed.contains(partition)) {
      if (listed.size() > 10_000) {
        listed.clear();
      }
      listed.add(partition);
      writes.submit(
          session
              .prepare(PARTITION)
              .bind(letter.source(), letter.epoch(), letter.topicId(), letter.partition()));
    }
    writes.submit(
        session
            .prepare(LETTER)
            .bind(
                letter.source(),
                letter.topicId(),
                letter.partition(),
                letter.epoch(),
                letter.offset(),
                letter.reason(),
                letter.raw() == null ? null : ByteBuffer.wrap(letter.raw()),
                Instant.ofEpochMilli(letter.ingestedAtMillis()),
                incarnation));
  }

  /** Waits until every letter added is durable. */
  public void flush() {
    writes.flush();
    // Retention may take a partition off the list; letters that still come put it there again.
    listed.clear();
    Moment.DEAD_LETTERS_FLUSHED.reached();
  }
}
