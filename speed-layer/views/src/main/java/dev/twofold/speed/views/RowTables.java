package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tables hold a view version's rows: one a bucket of epochs, made when its first row comes,
 * dropped whole when all its epochs are below the floor. A dropped one is never made again.
 * Thread-safe; one a session, as its writers share what it knows.
 */
final class RowTables {
  private static final String LIST =
      "SELECT bucket, dropped FROM %s.buckets WHERE view_version = ?";
  private static final String ADD =
      "INSERT INTO %s.buckets (view_version, bucket, dropped) VALUES (?, ?, false) USING TIMESTAMP"
          + " 1";
  private static final String DROP =
      "INSERT INTO %s.buckets (view_version, bucket, dropped) VALUES (?, ?, true) USING TIMESTAMP"
          + " 2";
  private static final String FLOOR = "SELECT floor FROM %s.floors WHERE view_version = ?";

  private record Bucket(String viewVersion, long number) {}

  private final CassandraSession session;

  /** By bucket and not by the table's name, which takes longer to make than to look up. */
  private final Map<Bucket, Boolean> made = new ConcurrentHashMap<>();

  RowTables(CassandraSession session) {
    this.session = session;
  }

  /** The buckets that have a table, ascending. */
  CompletionStage<Set<Long>> buckets(String viewVersion) {
    BoundStatement list = session.prepare(LIST).bind(viewVersion).setPageSize(Integer.MAX_VALUE);
    return session
        .cql()
        .executeAsync(list)
        .thenApply(
            rows -> {
              Set<Long> buckets = new TreeSet<>();
              for (Row row : rows.currentPage()) {
                if (!row.getBoolean(1)) {
                  buckets.add(row.getLong(0));
                }
              }
              return buckets;
            });
  }

  /** Epochs below it may have no rows any more; {@link Long#MIN_VALUE} where all still have. */
  long floor(String viewVersion) {
    Row row = session.cql().execute(session.prepare(FLOOR).bind(viewVersion)).one();
    return row == null ? Long.MIN_VALUE : row.getLong(0);
  }

  /**
   * Makes the bucket's table where it is missing; false where the bucket has expired and takes no
   * rows.
   */
  boolean ensure(String viewVersion, long bucket) {
    Bucket wanted = new Bucket(viewVersion, bucket);
    Boolean known = made.get(wanted);
    if (known == null) {
      known = make(viewVersion, bucket);
      made.put(wanted, known);
    }
    return known;
  }

  private boolean make(String viewVersion, long bucket) {
    if (isExpired(viewVersion, bucket)) {
      return false;
    }
    if (!Async.await(buckets(viewVersion)).contains(bucket)) {
      Schema.createRowTable(
          session.cql(), session.keyspace(), Schema.rowTable(viewVersion, bucket));
      Moment.TABLE_CREATED.reached();
      // Listed only now: readers query every table that is listed.
      session.cql().execute(session.prepare(ADD).bind(viewVersion, bucket));
      Moment.TABLE_LISTED.reached();
    }
    return true;
  }

  boolean isExpired(String viewVersion, long bucket) {
    long floor = floor(viewVersion);
    return floor != Long.MIN_VALUE && session.layout().firstEpoch(bucket + 1) <= floor;
  }

  /** Forgets what it knows of a table; the next {@link #ensure} looks afresh. */
  void forget(String viewVersion, long bucket) {
    made.remove(new Bucket(viewVersion, bucket));
  }

  /** Drops the bucket's table for good. The floor must be above the bucket. */
  void drop(String viewVersion, long bucket) {
    String table = Schema.rowTable(viewVersion, bucket);
    made.put(new Bucket(viewVersion, bucket), false);
    Schema.dropTable(session.cql(), session.keyspace(), table);
    Moment.TABLE_DROPPED.reached();
    session.cql().execute(session.prepare(DROP).bind(viewVersion, bucket));
    Moment.TABLE_UNLISTED.reached();
  }
}
