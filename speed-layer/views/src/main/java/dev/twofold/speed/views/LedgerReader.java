package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.epoch.Position;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Reads a source's ledger. Thread-safe. */
public final class LedgerReader {
  private static final String INCARNATIONS =
      "SELECT incarnation, topic_id, from_epochs, started_at, erasures FROM %s.incarnations WHERE source = ?";
  private static final String POSITIONS =
      "SELECT incarnation, part, next_offset, epoch, leader_epoch, recorded_at, backfill_below FROM %s.positions WHERE source = ?";
  private static final String END =
      "SELECT end_offset FROM %s.epoch_ends WHERE source = ? AND incarnation = ? AND part = ?"
          + " AND epoch < ? ORDER BY epoch DESC LIMIT 1";
  private static final String SEALS =
      "SELECT incarnation, sealed_through FROM %s.seals WHERE source = ?";
  private static final String ERASURES = "SELECT id FROM %s.erasures WHERE source = ?";
  private static final String FLOOR = "SELECT floor FROM %s.floors WHERE view_version = ?";

  private final CassandraSession session;
  private final String source;

  public LedgerReader(CassandraSession session, String source) {
    this.session = session;
    this.source = source;
  }

  /** The ledger seen from one view version: its incarnations are those that fold it. */
  public Ledger read(String viewVersion) {
    var incarnations = select(INCARNATIONS, source);
    var positionRows = select(POSITIONS, source);
    var sealRows = select(SEALS, source);
    var floorRows = select(FLOOR, viewVersion);
    var erasureRows = select(ERASURES, source);

    Map<Long, Map<Integer, Position>> positions = new HashMap<>();
    Map<Long, Map<Integer, Long>> backfills = new HashMap<>();
    Map<Long, Instant> recorded = new HashMap<>();
    forEach(
        positionRows,
        row -> {
          Position position =
              new Position(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4));
          positions
              .computeIfAbsent(row.getLong(0), n -> new HashMap<>())
              .put(position.partition(), position);
          if (row.getLong(6) > 0) { // 0 also where an earlier version wrote the row
            backfills
                .computeIfAbsent(row.getLong(0), n -> new HashMap<>())
                .put(position.partition(), row.getLong(6));
          }
          recorded.merge(row.getLong(0), row.getInstant(5), (a, b) -> a.isAfter(b) ? a : b);
        });
    Map<Long, Long> seals = new HashMap<>();
    forEach(sealRows, row -> seals.put(row.getLong(0), row.getLong(1)));
    List<Incarnation> lives = new ArrayList<>();
    forEach(
        incarnations,
        row -> {
          long number = row.getLong(0);
          Long from = row.getMap(2, String.class, Long.class).get(viewVersion);
          if (from != null) {
            lives.add(
                new Incarnation(
                    number,
                    row.getString(1),
                    from,
                    seals.getOrDefault(number, from),
                    positions.getOrDefault(number, Map.of()),
                    backfills.getOrDefault(number, Map.of()),
                    recorded.getOrDefault(number, row.getInstant(3)).toEpochMilli(),
                    row.getSet(4, String.class)));
          }
        });
    List<Long> floor = new ArrayList<>();
    forEach(floorRows, row -> floor.add(row.getLong(0)));
    return new Ledger(lives, floor.isEmpty() ? 0 : floor.get(0), ids(erasureRows));
  }

  /** The ids of all erasures of the source. */
  Set<String> erasures() {
    return ids(select(ERASURES, source));
  }

  private static Set<String> ids(CompletionStage<AsyncResultSet> rows) {
    Set<String> ids = new HashSet<>();
    forEach(rows, row -> ids.add(row.getString(0)));
    return ids;
  }

  /** As {@link dev.twofold.view.RealtimeView#endsBelow}. */
  Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions) {
    Map<Integer, CompletionStage<AsyncResultSet>> asked = new HashMap<>();
    partitions.forEach(part -> asked.put(part, select(END, source, incarnation, part, epoch)));
    Map<Integer, Long> ends = new HashMap<>();
    asked.forEach((part, answer) -> forEach(answer, row -> ends.put(part, row.getLong(0))));
    return ends;
  }

  private CompletionStage<AsyncResultSet> select(String statement, Object... keys) {
    return session.cql().executeAsync(session.prepare(statement).bind(keys));
  }

  private static void forEach(CompletionStage<AsyncResultSet> first, Consumer<Row> consumer) {
    AsyncResultSet page = Async.await(first);
    page.currentPage().forEach(consumer);
    while (page.hasMorePages()) {
      page = Async.await(page.fetchNextPage());
      page.currentPage().forEach(consumer);
    }
  }
}
