package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.erasure.Erasure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The erasures of a source as the speed layer knows them. From the moment that one is recorded,
 * incarnations that began without it answer for nothing. Thread-safe.
 */
public final class RealtimeErasures {
  private static final String ALL =
      "SELECT id, condition, topic_id, below FROM %s.erasures WHERE source = ?";
  private static final String RECORD =
      "INSERT INTO %s.erasures (source, id, condition, topic_id, below) VALUES (?, ?, ?, ?, ?)";

  private static final String PARTITIONS = "SELECT DISTINCT incarnation, shard FROM %%s.%s";

  /**
   * Above every count of events: what an attempt of an old incarnation still writes is erased too.
   * No other row lies in its partitions, now or later.
   */
  private static final String ERASE =
      "DELETE FROM %%s.%s USING TIMESTAMP "
          + (Long.MAX_VALUE - 1)
          + " WHERE incarnation = ? AND shard = ?";

  private final CassandraSession session;
  private final String source;

  public RealtimeErasures(CassandraSession session, String source) {
    this.session = session;
    this.source = source;
  }

  /** All that are recorded. */
  public List<Erasure> all() {
    List<Erasure> all = new ArrayList<>();
    for (Row row : session.cql().execute(session.prepare(ALL).bind(source))) {
      all.add(
          new Erasure(
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getMap(3, Integer.class, Long.class)));
    }
    return all;
  }

  /**
   * Records those that are not recorded yet.
   *
   * @return how many those were
   */
  public int record(Collection<Erasure> erasures) {
    List<Erasure> known = all();
    int recorded = 0;
    for (Erasure erasure : erasures) {
      if (!known.contains(erasure)) {
        session
            .cql()
            .execute(
                session
                    .prepare(RECORD)
                    .bind(
                        source,
                        erasure.id(),
                        erasure.condition(),
                        erasure.topicId(),
                        erasure.below()));
        Moment.ERASURE_RECORDED.reached();
        recorded++;
      }
    }
    return recorded;
  }

  /**
   * Erases the rows of incarnations that began without one of the recorded erasures: those answer
   * for nothing any more. Done again, it finishes what one that was killed has left, and what an
   * attempt has written since that did not know yet; where no such row is left, it writes nothing.
   *
   * @param viewVersions those of the source's views, beside those that the incarnations fold
   * @return of how many incarnations there were rows
   */
  public int eraseRows(Collection<String> viewVersions) {
    Set<String> ids = all().stream().map(Erasure::id).collect(Collectors.toUnmodifiableSet());
    List<LedgerWriter.Life> lives = new LedgerWriter(session, source).lives();
    Set<String> versions = new TreeSet<>(viewVersions);
    lives.forEach(life -> versions.addAll(life.fromEpochs().keySet()));
    Set<Long> unerased =
        lives.stream()
            .filter(life -> !life.erasures().containsAll(ids))
            .map(LedgerWriter.Life::number)
            .collect(Collectors.toUnmodifiableSet());
    Set<Long> erased = new HashSet<>();
    if (!unerased.isEmpty()) {
      for (String version : versions) {
        for (long bucket : Async.await(session.tables().buckets(version))) {
          eraseRows(Schema.rowTable(version, bucket), unerased, erased);
        }
      }
    }
    return erased.size();
  }

  private void eraseRows(String table, Set<Long> unerased, Set<Long> erased) {
    String erase = ERASE.formatted(table);
    for (Row row : session.cql().execute(session.prepare(PARTITIONS.formatted(table)).bind())) {
      long incarnation = row.getLong(0);
      if (unerased.contains(incarnation)) {
        session.cql().execute(session.prepare(erase).bind(incarnation, row.getInt(1)));
        Moment.ROWS_ERASED.reached();
        erased.add(incarnation);
      }
    }
  }
}
