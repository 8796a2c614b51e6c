package dev.twofold.speed.views;

/**
 * Lets go of real-time rows that no retained generation needs: whole tables, after the floor was
 * raised. Thread-safe.
 */
public final class Retention {
  private static final String RAISE =
      "INSERT INTO %s.floors (view_version, floor) VALUES (?, ?) USING TIMESTAMP ?";

  private final CassandraSession session;
  private final RowTables tables;

  public Retention(CassandraSession session) {
    this.session = session;
    this.tables = session.tables();
  }

  /**
   * Declares that no one needs rows of epochs below {@code epoch}, then drops every table that
   * holds no others. Run again, it finishes what an earlier run left. A floor never sinks.
   *
   * @param epoch at most the seam of the oldest retained generation
   * @return how many tables were dropped
   */
  public int raiseFloor(String viewVersion, long epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException(
          "Cannot raise the floor of real-time rows to epoch " + epoch);
    }
    // The ledger first: a reader that misses a row must be able to see why.
    session.cql().execute(session.prepare(RAISE).bind(viewVersion, epoch, epoch));
    int dropped = 0;
    for (long bucket : Async.await(tables.buckets(viewVersion))) {
      if (tables.isExpired(viewVersion, bucket)) {
        tables.drop(viewVersion, bucket);
        dropped++;
      }
    }
    return dropped;
  }
}
