package dev.twofold.speed.views;

import dev.twofold.view.Generation;
import java.util.Collection;
import java.util.OptionalLong;

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
   * Lets go of the rows that no retained generation of a view version needs: those of epochs before
   * the earliest seam, as far as they fill tables. While there is no generation all are needed. Run
   * again, it finishes what an earlier run left.
   *
   * @param retained every generation that can still be pinned
   * @return how many tables were dropped
   */
  public int dropBehind(String viewVersion, Collection<Generation> retained) {
    // By seam, not by number: one that was published after a rollback may reach less far.
    OptionalLong earliest = retained.stream().mapToLong(Generation::through).min();
    if (earliest.isEmpty()) {
      return 0;
    }
    // Where no table goes, the speed layer still answers for all that it did.
    Layout layout = session.layout();
    long seam = layout.bucket(earliest.getAsLong());
    OptionalLong last =
        Async.await(tables.buckets(viewVersion)).stream()
            .mapToLong(Long::longValue)
            .filter(bucket -> bucket < seam)
            .max();
    return last.isEmpty() ? 0 : raiseFloor(viewVersion, layout.firstEpoch(last.getAsLong() + 1));
  }

  /**
   * Lets go of all rows of a view version that is folded no more, and of any that a job that does
   * not know it yet may still write. For good: nothing of its id is ever written again.
   *
   * @return how many tables were dropped
   */
  public int dropAll(String viewVersion) {
    return raiseFloor(viewVersion, Long.MAX_VALUE);
  }

  /**
   * Declares that no one needs rows of epochs below {@code epoch}, then drops every table that
   * holds no others. Run again, it finishes what an earlier run left. A floor never sinks.
   *
   * @param epoch at most the seam of the oldest retained generation
   * @return how many tables were dropped
   */
  int raiseFloor(String viewVersion, long epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException(
          "Cannot raise the floor of real-time rows to epoch " + epoch);
    }
    // The ledger first: a reader that misses a row must be able to see why.
    session.cql().execute(session.prepare(RAISE).bind(viewVersion, epoch, epoch));
    Moment.FLOOR_RAISED.reached();
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
