package dev.twofold.speed.views;

import dev.twofold.epoch.Position;
import java.time.Duration;

/**
 * Records where each partition's last record of an epoch lies, once a record of a later epoch has
 * come. By that a reader finds records that came behind the cut of a generation. Recording one
 * twice is recording it once. Durable once {@link #flush} returns. Not thread-safe.
 */
public final class EpochEndWriter {
  private static final String INSERT =
      "INSERT INTO %s.epoch_ends (source, incarnation, part, epoch, end_offset)"
          + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?";
  private static final int MAX_IN_FLIGHT = 64;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final CassandraSession session;
  private final String source;
  private final long incarnation;
  private final BoundedWrites writes;

  public EpochEndWriter(CassandraSession session, String source, long incarnation) {
    this.session = session;
    this.source = source;
    this.incarnation = incarnation;
    this.writes =
        new BoundedWrites(session.cql(), MAX_IN_FLIGHT, DEADLINE, Moment.EPOCH_END_WRITTEN);
  }

  /**
   * @param end the position after the last record of its epoch
   */
  public void add(Position end) {
    writes.submit(
        session
            .prepare(INSERT)
            .bind(
                source,
                incarnation,
                end.partition(),
                end.epoch(),
                end.nextOffset(),
                end.nextOffset()));
  }

  /** Waits until every end added is durable. */
  public void flush() {
    writes.flush();
    Moment.EPOCH_ENDS_FLUSHED.reached();
  }
}
