package dev.twofold.speed.job;

import dev.twofold.epoch.EpochClock;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.speed.views.RealtimeErasures;
import dev.twofold.view.LedgerProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ledger: records the positions of completed checkpoints, and seals epochs. Its own
 * thread; it retries what fails. What may be recorded when, {@link LedgerProgress} decides.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Keeper.class);
  private static final long MIN_LOOK_MILLIS = 250;
  private static final long MAX_LOOK_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 1_000;

  /** How long before its first epoch begins a table is made. */
  private static final long AHEAD_MILLIS = 5_000;

  private final JobSpec spec;
  private final EpochClock clock;
  private final Thread thread = new Thread(this::run, "ledger-keeper");
  private final LedgerProgress progress;
  private final long aloneFrom;
  private long lookAt;

  // Guarded by this.
  private Positions completed;
  private boolean closed;
  private RuntimeException failure;

  private volatile long sealedThrough = Long.MIN_VALUE;

  /**
   * @param replaying as of {@link LedgerProgress}
   * @param outlives for how long an attempt before this one may still read and write: what a replay
   *     has to pass is known only then
   */
  Keeper(JobSpec spec, boolean replaying, Duration outlives) {
    this.spec = spec;
    this.aloneFrom = System.nanoTime() + outlives.toNanos();
    this.clock = spec.clock();
    this.progress = new LedgerProgress(replaying);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes the positions of a completed checkpoint. */
  synchronized void completed(Positions at) {
    completed = at;
    notifyAll();
  }

  /** The epochs below it are sealed, and no state of this attempt is behind them. */
  long sealedThrough() {
    return sealedThrough;
  }

  /** Why the job cannot go on; empty where it can. */
  synchronized Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
  }

  private void run() {
    while (!isClosed()) {
      try (TopicLog log = new TopicLog(spec.settings().kafka(), spec.source().topic())) {
        keep(log);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RefusedException | ErasedException e) {
        synchronized (this) {
          failure = e;
        }
        return;
      } catch (RuntimeException e) {
        if (!isClosed()) {
          LOGGER.warn("The ledger waits: {}", e.toString());
          pause();
        }
      }
    }
  }

  private void keep(TopicLog log) throws InterruptedException {
    CassandraSession session = Sessions.acquire(spec.settings());
    LedgerWriter ledger = new LedgerWriter(session, spec.source().name());
    RealtimeErasures erasures = new RealtimeErasures(session, spec.source().name());
    List<String> versions = spec.views().stream().map(view -> view.fold().version()).toList();
    try {
      while (true) {
        Positions news = await(Math.max(1, lookAt - System.currentTimeMillis()));
        if (news != null) {
          progress.completed(news.positions(), news.backfills());
        }
        boolean look = System.currentTimeMillis() >= lookAt;
        if (look) {
          lookAt = System.currentTimeMillis() + lookMillis();
          checkErasures(erasures);
          ledger.prepare(versions, clock.epochOf(lookAt + AHEAD_MILLIS));
        }
        boolean alone = System.nanoTime() - aloneFrom >= 0;
        if (alone && progress.isReplaying() && (news != null || look) && !progress.replay(log)) {
          LOGGER.info(
              "Incarnation {} has replayed its log; the ledger goes on", spec.incarnation());
        }
        if (progress.isToRecord()) {
          ledger.record(spec.incarnation(), progress.positions(), progress.backfills());
          progress.recorded();
        }
        if (look && !progress.isReplaying()) {
          LogCheck.checkId(log, spec.source().topic(), spec.topicId());
          seal(log, ledger);
        }
      }
    } finally {
      Sessions.release(spec.settings());
    }
  }

  private void checkErasures(RealtimeErasures erasures) {
    if (erasures.all().stream().anyMatch(each -> !spec.erasures().ids().contains(each.id()))) {
      throw new ErasedException(spec.source().name());
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the loop ends
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @SuppressWarnings("WaitNotInLoop") // Whoever wakes early looks again.
  private synchronized Positions await(long millis) throws InterruptedException {
    if (completed == null && !closed) {
      wait(millis);
    }
    if (closed) {
      throw new InterruptedException("closed");
    }
    Positions news = completed;
    completed = null;
    return news;
  }

  private long lookMillis() {
    return Math.max(MIN_LOOK_MILLIS, Math.min(MAX_LOOK_MILLIS, clock.lengthMillis() / 4));
  }

  private void seal(TopicLog log, LedgerWriter ledger) {
    long over = clock.epochOf(System.currentTimeMillis() - spec.settings().grace().toMillis());
    progress
        .sealable(log, over)
        .ifPresent(
            through -> {
              ledger.seal(spec.incarnation(), through);
              progress.sealed(through);
              sealedThrough = through;
            });
  }
}
