package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a source's dead letters page by page, by epoch, topic, partition and offset, oldest first.
 * Thread-safe.
 */
public final class DeadLetters {
  private static final String PARTITIONS =
      "SELECT epoch, topic_id, part FROM %s.dead_letter_partitions WHERE source = ?"
          + " AND (epoch, topic_id, part) >= (?, ?, ?)";
  private static final String LETTERS =
      "SELECT record_offset, reason, raw, ingested_at FROM %s.dead_letters"
          + " WHERE source = ? AND topic_id = ? AND part = ? AND epoch = ? AND record_offset > ? LIMIT ?";

  private final CassandraSession session;
  private final String source;

  public DeadLetters(CassandraSession session, String source) {
    this.session = session;
    this.source = source;
  }

  /**
   * The next letters.
   *
   * @param after the last letter of the page before; null for the first page
   * @param limit at most how many, at least 1
   * @return fewer than {@code limit} only where there are no more
   */
  public List<DeadLetter> page(DeadLetter after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("Cannot read a page of " + limit + " dead letters");
    }
    List<DeadLetter> page = new ArrayList<>();
    var partitions =
        after == null
            ? session.prepare(PARTITIONS).bind(source, Long.MIN_VALUE, "", Integer.MIN_VALUE)
            : session
                .prepare(PARTITIONS)
                .bind(source, after.epoch(), after.topicId(), after.partition());
    for (Row partition : session.cql().execute(partitions)) {
      long epoch = partition.getLong(0);
      String topicId = partition.getString(1);
      int part = partition.getInt(2);
      boolean same =
          after != null
              && after.epoch() == epoch
              && after.topicId().equals(topicId)
              && after.partition() == part;
      var letters =
          session
              .prepare(LETTERS)
              .bind(source, topicId, part, epoch, same ? after.offset() : -1L, limit - page.size());
      for (Row row : session.cql().execute(letters)) {
        page.add(
            new DeadLetter(
                source,
                topicId,
                part,
                row.getLong(0),
                epoch,
                row.getInstant(3).toEpochMilli(),
                row.getString(1),
                bytes(row.getByteBuffer(2))));
      }
      if (page.size() >= limit) {
        break;
      }
    }
    return page;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
