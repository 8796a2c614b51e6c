package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.epoch.EpochRange;
import dev.twofold.view.EpochState;
import dev.twofold.view.Ledger;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The real-time view of one view version, in Cassandra. A slice of one key reads one partition a
 * bucket; any other reads all shards, several at once, page by page.
 */
public final class CassandraRealtimeView implements RealtimeView {
  private static final String BY_KEY =
      "SELECT key, pane, state FROM %%s.%s WHERE incarnation = ? AND shard = ? AND key = ?"
          + " AND pane >= ? AND pane < ? AND epoch >= ? AND epoch < ? ALLOW FILTERING";
  private static final String BY_PREFIX =
      "SELECT key, pane, state FROM %%s.%s WHERE incarnation = ? AND shard = ? AND key >= ? AND key < ?"
          + " AND pane >= ? AND pane < ? AND epoch >= ? AND epoch < ? ALLOW FILTERING";
  private static final String ALL =
      "SELECT key, pane, state FROM %%s.%s WHERE incarnation = ? AND shard = ?"
          + " AND pane >= ? AND pane < ? AND epoch >= ? AND epoch < ? ALLOW FILTERING";
  private static final String SORTED =
      "SELECT key, pane, epoch, state FROM %%s.%s WHERE incarnation = ? AND shard = ?"
          + " AND epoch >= ? AND epoch < ? ALLOW FILTERING";
  private static final String SORTED_BY_KEY =
      "SELECT key, pane, epoch, state FROM %%s.%s WHERE incarnation = ? AND shard = ? AND key = ?"
          + " AND epoch >= ? AND epoch < ? ALLOW FILTERING";
  private static final int PAGE_ROWS = 2_000;
  private static final int MAX_IN_FLIGHT = 16;

  private final CassandraSession session;
  private final String viewVersion;
  private final LedgerReader ledger;
  private final RowTables tables;
  private volatile Set<Long> known = Set.of();

  /**
   * @param source name of the view's source
   * @param viewVersion 12 hex digits
   */
  public CassandraRealtimeView(CassandraSession session, String source, String viewVersion) {
    this.session = session;
    this.viewVersion = viewVersion;
    this.ledger = new LedgerReader(session, source);
    this.tables = session.tables();
  }

  @Override
  public Ledger ledger() {
    return ledger.read(viewVersion);
  }

  @Override
  public long floor() {
    return Math.max(0, tables.floor(viewVersion));
  }

  @Override
  public Set<String> erasures() {
    return ledger.erasures();
  }

  @Override
  public Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions) {
    return ledger.endsBelow(incarnation, epoch, partitions);
  }

  @Override
  public void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
    if (epochs.isEmpty()) {
      return;
    }
    // The list must be read after the ledger was; the tables known from before are queried
    // meanwhile.
    CompletionStage<Set<Long>> listing = tables.buckets(viewVersion);
    Set<Long> before = known;
    Pages pages = new Pages(slice, into);
    pages.start(queries(incarnation, epochs, slice, before));
    Set<Long> now = Async.await(listing);
    known = now;
    List<Long> added = now.stream().filter(bucket -> !before.contains(bucket)).toList();
    pages.start(queries(incarnation, epochs, slice, added));
    pages.drain();
  }

  /**
   * The incarnation's rows of those epochs, ascending by key (unsigned bytes), pane and epoch.
   * Takes bounded memory, however many there are. Rows that expire meanwhile may make it fail, or
   * be missing: then {@link #floor} has risen.
   */
  public Iterator<EpochState> sorted(long incarnation, EpochRange epochs) {
    List<BoundStatement> statements = new ArrayList<>();
    for (long bucket : bucketsOf(epochs)) {
      for (int shard = 0; shard < session.layout().shards(); shard++) {
        statements.add(
            prepared(SORTED, bucket).bind(incarnation, shard, epochs.from(), epochs.to()));
      }
    }
    return new SortedRows(session, statements);
  }

  /** As {@link #sorted(long, EpochRange)}, of one key. */
  public Iterator<EpochState> sorted(long incarnation, EpochRange epochs, byte[] key) {
    int shard = session.layout().shard(key);
    List<BoundStatement> statements = new ArrayList<>();
    for (long bucket : bucketsOf(epochs)) {
      statements.add(
          prepared(SORTED_BY_KEY, bucket)
              .bind(incarnation, shard, ByteBuffer.wrap(key), epochs.from(), epochs.to()));
    }
    return new SortedRows(session, statements);
  }

  private List<Long> bucketsOf(EpochRange epochs) {
    if (epochs.isEmpty()) {
      return List.of();
    }
    long first = session.layout().bucket(epochs.from());
    long last = session.layout().bucket(epochs.to() - 1);
    return Async.await(tables.buckets(viewVersion)).stream()
        .filter(bucket -> first <= bucket && bucket <= last)
        .toList();
  }

  private PreparedStatement prepared(String statement, long bucket) {
    return session.prepare(statement.formatted(Schema.rowTable(viewVersion, bucket)));
  }

  private record Query(long bucket, BoundStatement statement) {}

  private record Answer(long bucket, CompletionStage<AsyncResultSet> page) {}

  private List<Query> queries(
      long incarnation, EpochRange epochs, Slice slice, Collection<Long> buckets) {
    long first = session.layout().bucket(epochs.from());
    long last = session.layout().bucket(epochs.to() - 1);
    List<Query> queries = new ArrayList<>();
    for (long bucket : buckets) {
      if (bucket < first || bucket > last) {
        continue;
      }
      try {
        if (slice.keys().isExact()) {
          int shard = session.layout().shard(slice.keys().prefix());
          queries.add(new Query(bucket, query(bucket, shard, incarnation, epochs, slice)));
        } else {
          for (int shard = 0; shard < session.layout().shards(); shard++) {
            queries.add(new Query(bucket, query(bucket, shard, incarnation, epochs, slice)));
          }
        }
      } catch (DriverException e) {
        throwUnlessExpired(bucket, e);
      }
    }
    return queries;
  }

  private BoundStatement query(
      long bucket, int shard, long incarnation, EpochRange epochs, Slice slice) {
    byte[] prefix = slice.keys().prefix();
    byte[] beyond = slice.keys().isExact() ? null : firstBeyond(prefix);
    List<Object> values = new ArrayList<>(List.of(incarnation, shard));
    String statement = ALL;
    if (slice.keys().isExact()) {
      statement = BY_KEY;
      values.add(ByteBuffer.wrap(prefix));
    } else if (beyond != null) {
      statement = BY_PREFIX;
      values.add(ByteBuffer.wrap(prefix));
      values.add(ByteBuffer.wrap(beyond));
    }
    values.addAll(List.of(slice.fromPane(), slice.toPane(), epochs.from(), epochs.to()));
    return session
        .prepare(statement.formatted(Schema.rowTable(viewVersion, bucket)))
        .bind(values.toArray())
        .setPageSize(PAGE_ROWS);
  }

  /**
   * A table that retention dropped has no rows; the query's second look at the ledger tells that
   * the floor rose. One that is dropped at this moment can fail in any way.
   */
  private void throwUnlessExpired(long bucket, DriverException thrown) {
    known = Set.of();
    if (!tables.isExpired(viewVersion, bucket)) {
      throw thrown;
    }
  }

  /** The least key above all that start with the prefix; null where there is none. */
  static byte[] firstBeyond(byte[] prefix) {
    for (int last = prefix.length - 1; last >= 0; last--) {
      if (prefix[last] != (byte) 0xff) {
        byte[] beyond = Arrays.copyOf(prefix, last + 1);
        beyond[last]++;
        return beyond;
      }
    }
    return null;
  }

  /** Answers in flight, a bounded number, taken in order by the calling thread. */
  private final class Pages {
    private final Slice slice;
    private final StateConsumer into;
    private final Deque<Query> waiting = new ArrayDeque<>();
    private final Deque<Answer> inFlight = new ArrayDeque<>();

    Pages(Slice slice, StateConsumer into) {
      this.slice = slice;
      this.into = into;
    }

    void start(List<Query> queries) {
      waiting.addAll(queries);
      fill();
    }

    private void fill() {
      while (inFlight.size() < MAX_IN_FLIGHT && !waiting.isEmpty()) {
        Query next = waiting.remove();
        inFlight.add(new Answer(next.bucket, session.cql().executeAsync(next.statement)));
      }
    }

    void drain() {
      while (!inFlight.isEmpty()) {
        Answer answer = inFlight.remove();
        fill();
        try {
          takeAll(Async.await(answer.page));
        } catch (DriverException e) {
          throwUnlessExpired(answer.bucket, e);
        }
      }
    }

    private void takeAll(AsyncResultSet first) {
      AsyncResultSet page = first;
      while (true) {
        CompletionStage<AsyncResultSet> next = page.hasMorePages() ? page.fetchNextPage() : null;
        page.currentPage().forEach(this::take);
        if (next == null) {
          return;
        }
        page = Async.await(next);
      }
    }

    private void take(Row row) {
      byte[] key = bytes(row.getByteBuffer(0));
      if (slice.keys().matches(key)) {
        into.accept(key, row.getLong(1), bytes(row.getByteBuffer(2)));
      }
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
