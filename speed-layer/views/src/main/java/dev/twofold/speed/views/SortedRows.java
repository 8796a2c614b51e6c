package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.view.EpochState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;

/**
 * Rows of several of Cassandra's partitions as one ascending sequence, by key (unsigned bytes),
 * pane and epoch: a merge of the partitions, each of which is sorted so. It holds a page of each,
 * and asks for the next ahead; how many rows a page may have follows from how long they are. Not
 * thread-safe.
 */
final class SortedRows implements Iterator<EpochState> {
  private static final long BUDGET_BYTES = 48L << 20;
  private static final int FIRST_PAGE_ROWS = 100;
  private static final int MAX_PAGE_ROWS = 5_000;

  /** No more requests are under way at once: a connection takes about a thousand. */
  private static final int MAX_IN_FLIGHT = 128;

  private static final Comparator<EpochState> ASCENDING =
      (a, b) -> {
        int order = Arrays.compareUnsigned(a.key(), b.key());
        if (order == 0) {
          order = Long.compare(a.pane(), b.pane());
        }
        return order == 0 ? Long.compare(a.epoch(), b.epoch()) : order;
      };

  private final CassandraSession session;
  private final long bytesOfPage;
  private final boolean readsAhead;
  private final PriorityQueue<Source> sources =
      new PriorityQueue<>(Comparator.comparing(source -> source.next, ASCENDING));

  /**
   * @param statements one a partition, each of which yields key, pane, epoch and state
   */
  SortedRows(CassandraSession session, List<BoundStatement> statements) {
    this.session = session;
    // Two pages of each are there at once: the one that is taken, and the next.
    this.bytesOfPage = BUDGET_BYTES / 2 / Math.max(1, statements.size());
    this.readsAhead = statements.size() <= MAX_IN_FLIGHT;
    for (int from = 0; from < statements.size(); from += MAX_IN_FLIGHT) {
      int to = Math.min(statements.size(), from + MAX_IN_FLIGHT);
      List<Source> opened = statements.subList(from, to).stream().map(Source::new).toList();
      opened.stream().filter(Source::advance).forEach(sources::add);
    }
  }

  @Override
  public boolean hasNext() {
    return !sources.isEmpty();
  }

  @Override
  public EpochState next() {
    Source first = sources.poll();
    if (first == null) {
      throw new NoSuchElementException();
    }
    EpochState row = first.next;
    if (first.advance()) {
      sources.add(first);
    }
    return row;
  }

  /** One partition, and the next row that it has. */
  private final class Source {
    private final BoundStatement statement;
    private CompletionStage<AsyncResultSet> ahead;
    private ByteBuffer more;
    private Iterator<Row> page = List.<Row>of().iterator();
    private long rows;
    private long bytes;
    private EpochState next;

    Source(BoundStatement statement) {
      this.statement = statement;
      ahead = session.cql().executeAsync(statement.setPageSize(FIRST_PAGE_ROWS));
    }

    boolean advance() {
      while (!page.hasNext()) {
        if (ahead == null && more == null) {
          return false;
        }
        AsyncResultSet came = Async.await(ahead == null ? fetch(more) : ahead);
        more = came.getExecutionInfo().getPagingState();
        ahead = readsAhead && more != null ? fetch(more) : null;
        page = came.currentPage().iterator();
      }
      Row row = page.next();
      ByteBuffer state = row.getByteBuffer(3);
      next =
          new EpochState(bytes(row.getByteBuffer(0)), row.getLong(1), row.getLong(2), bytes(state));
      rows++;
      bytes += next.key().length + next.state().length;
      return true;
    }

    private CompletionStage<AsyncResultSet> fetch(ByteBuffer from) {
      return session.cql().executeAsync(statement.setPageSize(pageRows()).setPagingState(from));
    }

    private int pageRows() {
      if (rows == 0) {
        return FIRST_PAGE_ROWS;
      }
      long fit = bytesOfPage / Math.max(64, bytes / rows);
      return (int) Math.max(1, Math.min(MAX_PAGE_ROWS, fit));
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
