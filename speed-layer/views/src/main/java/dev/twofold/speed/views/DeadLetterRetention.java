package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.Row;

/** Lets old dead letters go, by whole epochs. Thread-safe. */
public final class DeadLetterRetention {
  private static final String LISTED =
      "SELECT epoch, topic_id, part FROM %s.dead_letter_partitions WHERE source = ? AND epoch < ?";
  private static final String DELETE =
      "DELETE FROM %s.dead_letters WHERE source = ? AND topic_id = ? AND part = ? AND epoch = ?";
  private static final String UNLIST =
      "DELETE FROM %s.dead_letter_partitions WHERE source = ? AND epoch = ? AND topic_id = ?"
          + " AND part = ?";

  private final CassandraSession session;

  public DeadLetterRetention(CassandraSession session) {
    this.session = session;
  }

  /**
   * Deletes the dead letters of a source that are of epochs below {@code epoch}. Run again, it
   * finishes what an earlier run left, and takes what a job has written since that reads old
   * records again.
   *
   * @param epoch below which batch has let go of its own, and says so: who compares the layers
   *     looks at none below it
   * @return of how many partitions' epochs there were some
   */
  public int dropBelow(String source, long epoch) {
    int dropped = 0;
    for (Row listed : session.cql().execute(session.prepare(LISTED).bind(source, epoch))) {
      long of = listed.getLong(0);
      String topicId = listed.getString(1);
      int partition = listed.getInt(2);
      // The letters first: without its entry in the list no one would find them again.
      session.cql().execute(session.prepare(DELETE).bind(source, topicId, partition, of));
      Moment.DEAD_LETTERS_DELETED.reached();
      session.cql().execute(session.prepare(UNLIST).bind(source, of, topicId, partition));
      dropped++;
    }
    return dropped;
  }
}
