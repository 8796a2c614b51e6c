package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import dev.twofold.epoch.Position;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Records a source's incarnations, and how far each has come. Nothing it records ever moves back.
 * Thread-safe.
 */
public final class LedgerWriter {
  private static final String LIVES =
      "SELECT incarnation, id, topic_id, from_epochs, erasures FROM %s.incarnations WHERE source = ?"
          + " ORDER BY incarnation DESC";
  private static final String OPEN =
      "INSERT INTO %s.incarnations (source, incarnation, id, topic_id, from_epochs, started_at,"
          + " erasures) VALUES (?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS";
  private static final String CHANGE =
      "UPDATE %s.incarnations SET from_epochs = ? WHERE source = ? AND incarnation = ?"
          + " IF id = ? AND from_epochs = ?";
  private static final String POSITIONS =
      "SELECT part, next_offset, epoch, leader_epoch FROM %s.positions WHERE source = ? AND incarnation = ?";
  private static final String POSITION =
      "INSERT INTO %s.positions (source, incarnation, part, next_offset, epoch, leader_epoch,"
          + " recorded_at, backfill_below) VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?";
  private static final String SEAL =
      "INSERT INTO %s.seals (source, incarnation, sealed_through) VALUES (?, ?, ?) USING TIMESTAMP ?";

  private final CassandraSession session;
  private final String source;

  public LedgerWriter(CassandraSession session, String source) {
    this.session = session;
    this.source = source;
  }

  /**
   * One life of the speed layer.
   *
   * @param number counts up within the source, from 1
   * @param id unique in the world: numbers start anew with a new keyspace
   * @param fromEpochs by view version, the first epoch whose events it has all folded
   * @param erasures ids of those whose events it passes over
   */
  public record Life(
      long number, UUID id, String topicId, Map<String, Long> fromEpochs, Set<String> erasures) {
    public Life {
      fromEpochs = Map.copyOf(fromEpochs);
      erasures = Set.copyOf(erasures);
    }
  }

  /** All incarnations, the newest first. */
  public List<Life> lives() {
    return session
        .cql()
        .execute(
            session.prepare(LIVES).bind(source).setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL))
        .map(
            row ->
                new Life(
                    row.getLong(0),
                    row.getUuid(1),
                    row.getString(2),
                    row.getMap(3, String.class, Long.class),
                    row.getSet(4, String.class)))
        .all();
  }

  /** Begins a new incarnation of a source of which nothing was ever erased. */
  public Life open(String topicId, Map<String, Long> fromEpochs) {
    return open(topicId, fromEpochs, Set.of());
  }

  /**
   * Begins a new incarnation. Of two that begin at once, each gets a number of its own.
   *
   * @param erasures ids of those whose events it passes over
   */
  public Life open(String topicId, Map<String, Long> fromEpochs, Set<String> erasures) {
    UUID id = UUID.randomUUID();
    while (true) {
      List<Life> lives = lives();
      long number = lives.isEmpty() ? 1 : lives.get(0).number() + 1;
      boolean ours =
          session
              .cql()
              .execute(
                  session
                      .prepare(OPEN)
                      .bind(source, number, id, topicId, fromEpochs, Instant.now(), erasures)
                      // The driver may send a compare-and-set twice only where both outcomes are
                      // told apart: by the id.
                      .setIdempotent(false))
              .wasApplied();
      if (ours || lives().stream().anyMatch(life -> life.id().equals(id))) {
        Moment.INCARNATION_OPENED.reached();
        return new Life(number, id, topicId, fromEpochs, erasures);
      }
    }
  }

  /**
   * Changes which view versions an incarnation folds: its job goes on with other views than before.
   *
   * @param fromEpochs by view version, the first epoch whose events it has all folded
   * @throws IllegalStateException where another has changed it since {@code life} was read
   */
  public Life change(Life life, Map<String, Long> fromEpochs) {
    Life changed = new Life(life.number(), life.id(), life.topicId(), fromEpochs, life.erasures());
    boolean ours =
        session
            .cql()
            .execute(
                session
                    .prepare(CHANGE)
                    .bind(fromEpochs, source, life.number(), life.id(), life.fromEpochs())
                    .setIdempotent(false))
            .wasApplied();
    if (!ours && !lives().contains(changed)) {
      throw new IllegalStateException(
          "Another speed layer has just changed which views incarnation %d of source %s folds. Stop it, or start again: that is safe"
              .formatted(life.number(), source));
    }
    Moment.VIEWS_CHANGED.reached();
    return changed;
  }

  /** The positions recorded for an incarnation. */
  public List<Position> positions(Life life) {
    return session
        .cql()
        .execute(session.prepare(POSITIONS).bind(source, life.number()))
        .map(row -> new Position(row.getInt(0), row.getLong(1), row.getLong(2), row.getInt(3)))
        .all();
  }

  /**
   * Records that every event below these positions is in the incarnation's rows.
   *
   * @param backfills by partition, the offset below which records may have no ingestion time: those
   *     are not in its rows, as they are batch's
   */
  public void record(
      long incarnation, Collection<Position> positions, Map<Integer, Long> backfills) {
    Instant now = Instant.now();
    var pending =
        positions.stream()
            .map(
                p ->
                    session
                        .cql()
                        .executeAsync(
                            session
                                .prepare(POSITION)
                                .bind(
                                    source,
                                    incarnation,
                                    p.partition(),
                                    p.nextOffset(),
                                    p.epoch(),
                                    p.leaderEpoch(),
                                    now,
                                    backfills.getOrDefault(p.partition(), 0L),
                                    p.nextOffset()))
                        .thenAccept(recorded -> Moment.POSITION_RECORDED.reached())
                        .toCompletableFuture())
            .toList();
    pending.forEach(CompletableFuture::join);
    Moment.POSITIONS_RECORDED.reached();
  }

  /**
   * Makes the tables that rows of the epoch go to, ahead of the first: so that no writer has to
   * wait for them.
   */
  public void prepare(Collection<String> viewVersions, long epoch) {
    long bucket = session.layout().bucket(epoch);
    viewVersions.forEach(version -> session.tables().ensure(version, bucket));
  }

  /** Records that every partition has positively passed the epochs below {@code sealedThrough}. */
  public void seal(long incarnation, long sealedThrough) {
    session
        .cql()
        .execute(session.prepare(SEAL).bind(source, incarnation, sealedThrough, sealedThrough));
    Moment.SEALED.reached();
  }
}
