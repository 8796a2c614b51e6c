package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Upserts rows of one incarnation, in batches of one partition. A row is durable once {@link
 * #flush} returns. Not thread-safe.
 */
public final class RowWriter {
  private static final String INSERT =
      "INSERT INTO %%s.%s (incarnation, shard, key, pane, epoch, state) VALUES (?, ?, ?, ?, ?, ?)"
          + " USING TIMESTAMP ?";

  /** A batch goes out once it holds this many rows. */
  public static final int MAX_BATCH_ROWS = 50;

  private static final int MAX_BATCH_BYTES = 64 * 1024;
  private static final int MAX_IN_FLIGHT = 64;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private record Partition(String viewVersion, long bucket, int shard) {}

  private static final class Pending {
    final List<BoundStatement> rows = new ArrayList<>();
    int bytes;
  }

  private final CassandraSession session;
  private final RowTables tables;
  private final long incarnation;
  private final BoundedWrites writes;
  private final Map<Partition, Pending> pending = new HashMap<>();
  private final Map<Partition, PreparedStatement> inserts = new HashMap<>();

  public RowWriter(CassandraSession session, long incarnation) {
    this.session = session;
    this.tables = session.tables();
    this.incarnation = incarnation;
    this.writes =
        new BoundedWrites(session.cql(), MAX_IN_FLIGHT, DEADLINE, Moment.ROW_BATCH_WRITTEN);
  }

  /**
   * Takes a row; it goes out with its batch, at the latest with the next {@link #send}. Rows of
   * epochs that have expired are left out: no answer reads them.
   *
   * @throws IllegalStateException where an earlier row could not be written
   */
  public void add(RealtimeRow row) {
    long bucket = session.layout().bucket(row.epoch());
    if (!tables.ensure(row.viewVersion(), bucket)) {
      return;
    }
    int shard = session.layout().shard(row.key());
    Partition partition = new Partition(row.viewVersion(), bucket, shard);
    Pending batch = pending.computeIfAbsent(partition, p -> new Pending());
    batch.rows.add(bind(row, partition));
    batch.bytes += row.key().length + row.state().length;
    if (batch.rows.size() >= MAX_BATCH_ROWS || batch.bytes >= MAX_BATCH_BYTES) {
      pending.remove(partition);
      send(partition, batch);
    }
  }

  private BoundStatement bind(RealtimeRow row, Partition partition) {
    return inserts
        .computeIfAbsent(partition, this::insert)
        .bind(
            incarnation,
            partition.shard,
            ByteBuffer.wrap(row.key()),
            row.pane(),
            row.epoch(),
            ByteBuffer.wrap(row.state()),
            row.events());
  }

  private PreparedStatement insert(Partition partition) {
    return session.prepare(
        INSERT.formatted(Schema.rowTable(partition.viewVersion, partition.bucket)));
  }

  /** Sends all that waits for its batch to fill. */
  public void send() {
    pending.forEach(this::send);
    pending.clear();
  }

  private void send(Partition partition, Pending batch) {
    writes.submit(
        batch.rows.size() == 1
            ? batch.rows.get(0)
            : BatchStatement.newInstance(BatchType.UNLOGGED, List.copyOf(batch.rows))
                .setIdempotent(true),
        thrown -> isMoot(partition, thrown));
  }

  /** A table that retention dropped under the write takes no rows any more. */
  private boolean isMoot(Partition partition, Throwable thrown) {
    if (!(thrown instanceof InvalidQueryException)) {
      return false;
    }
    tables.forget(partition.viewVersion, partition.bucket);
    return tables.isExpired(partition.viewVersion, partition.bucket);
  }

  /**
   * Sends all and waits until it is durable.
   *
   * @throws IllegalStateException where some of it could not be written
   */
  public void flush() {
    Moment.ROWS_DUE.reached();
    send();
    writes.flush();
    Moment.ROWS_FLUSHED.reached();
  }
}
