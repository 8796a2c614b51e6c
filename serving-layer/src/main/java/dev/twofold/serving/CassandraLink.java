package dev.twofold.serving;

import dev.twofold.definition.Deployment;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeDeployment;
import dev.twofold.view.Ledger;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Cassandra, made in the background and for as long as it takes: the server
 * starts, and answers from the batch views, while Cassandra is down. Once made, the driver keeps
 * it.
 */
final class CassandraLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraLink.class);
  private static final long RETRY_MILLIS = 1_000;

  private final Settings settings;
  private final CountDownLatch firstTry = new CountDownLatch(1);
  private final Thread connector = new Thread(this::connect, "cassandra-connector");
  private volatile CassandraSession session;
  private volatile String failure = "the connection is not made yet";
  private volatile boolean closed;

  private CassandraLink(Settings settings) {
    this.settings = settings;
  }

  static CassandraLink start(Settings settings) {
    CassandraLink link = new CassandraLink(settings);
    link.connector.setDaemon(true);
    link.connector.start();
    return link;
  }

  /**
   * Waits until the first attempt to connect has ended, well or not; so that a server does not
   * start degraded for nothing.
   */
  void awaitFirstTry(long seconds) throws InterruptedException {
    if (!firstTry.await(seconds, TimeUnit.SECONDS)) {
      LOG.warn("Cassandra has not answered in {} s: starting without it", seconds);
    }
  }

  private void connect() {
    boolean told = false;
    while (!closed && session == null) {
      try {
        CassandraSession opened = CassandraSession.open(settings);
        session = opened;
        if (told) {
          LOG.warn("Connected to Cassandra");
        }
        if (closed) {
          opened.close();
        }
      } catch (RuntimeException e) {
        failure = String.valueOf(e.getMessage());
        if (!told) {
          LOG.warn("Cannot connect to Cassandra, trying on: {}", failure);
          told = true;
        }
        pause();
      } finally {
        firstTry.countDown();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** The view's real-time part; it cannot be read while there is no connection. */
  RealtimeView view(Fold fold) {
    return new LinkedView(fold);
  }

  /**
   * Writes what is deployed beside the real-time views, where the speed layer finds it. Who changed
   * it does so first; where he died before, it is made good here.
   *
   * @return whether it is there now
   */
  boolean copy(Deployment deployment) {
    CassandraSession open = session;
    if (open == null) {
      return false;
    }
    try {
      new RealtimeDeployment(open).write(deployment);
      return true;
    } catch (RuntimeException e) {
      LOG.info("Deployment {} is not copied yet: {}", deployment.number(), e.toString());
      return false;
    }
  }

  /** Why Cassandra cannot be read now; empty while it can. */
  Optional<String> failure(RealtimeView probe) {
    try {
      probe.ledger();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    closed = true;
    connector.interrupt();
    CassandraSession open = session;
    if (open != null) {
      open.close();
    }
  }

  private final class LinkedView implements RealtimeView {
    private final Fold fold;
    private volatile RealtimeView connected;

    LinkedView(Fold fold) {
      this.fold = fold;
    }

    private RealtimeView connected() {
      RealtimeView view = connected;
      if (view == null) {
        CassandraSession open = session;
        if (open == null) {
          throw new IllegalStateException("Cassandra is not connected: " + failure);
        }
        view = new CassandraRealtimeView(open, fold.source(), fold.version());
        connected = view;
      }
      return view;
    }

    @Override
    public Ledger ledger() {
      return connected().ledger();
    }

    @Override
    public long floor() {
      return connected().floor();
    }

    @Override
    public Set<String> erasures() {
      return connected().erasures();
    }

    @Override
    public Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions) {
      return connected().endsBelow(incarnation, epoch, partitions);
    }

    @Override
    public void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
      connected().read(incarnation, epochs, slice, into);
    }
  }
}
