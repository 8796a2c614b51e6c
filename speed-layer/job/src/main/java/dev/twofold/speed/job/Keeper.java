package dev.twofold.speed.job;

import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import dev.twofold.speed.views.LedgerWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ledger: records the positions of completed checkpoints, and seals epochs. Its own
 * thread; it retries what fails.
 *
 * <p>After a restore it is silent until every partition has passed the end that its log had then.
 * Before the crash, rows may have taken in records in another interleaving of partitions than the
 * replay does, and of two states of a row the one with more events stays. From that end on, what is
 * replayed holds all that was there before.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Keeper.class);
  private static final long MIN_LOOK_MILLIS = 250;
  private static final long MAX_LOOK_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 1_000;

  /** How long before its first epoch begins a table is made. */
  private static final long AHEAD_MILLIS = 5_000;

  /** An interval of a partition's log that was seen to hold no committed record. */
  private record Silence(long from, long to) {}

  private final JobSpec spec;
  private final EpochClock clock;
  private final Thread thread = new Thread(this::run, "ledger-keeper");
  private final Map<Integer, Position> positions = new HashMap<>();
  private final Map<Integer, Long> backfills = new HashMap<>();
  private final Map<Integer, Silence> silences = new HashMap<>();
  private boolean replaying;
  private boolean unrecorded;
  private long lookAt;
  private Map<Integer, Long> replayEnds;

  // Guarded by this.
  private Positions completed;
  private boolean closed;
  private RefusedException failure;

  private volatile long sealedThrough = Long.MIN_VALUE;

  Keeper(JobSpec spec, boolean replaying) {
    this.spec = spec;
    this.clock = spec.clock();
    this.replaying = replaying;
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

  synchronized void throwFailure() {
    if (failure != null) {
      throw failure;
    }
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
      } catch (RefusedException e) {
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
    LedgerWriter ledger = new LedgerWriter(Sessions.acquire(spec.settings()), spec.source().name());
    List<String> versions = spec.views().stream().map(view -> view.fold().version()).toList();
    try {
      while (true) {
        Positions news = await(Math.max(1, lookAt - System.currentTimeMillis()));
        if (news != null) {
          news.positions().forEach(position -> positions.put(position.partition(), position));
          backfills.putAll(news.backfills());
          unrecorded = true;
        }
        boolean look = System.currentTimeMillis() >= lookAt;
        if (look) {
          lookAt = System.currentTimeMillis() + lookMillis();
          ledger.prepare(versions, clock.epochOf(lookAt + AHEAD_MILLIS));
        }
        if (replaying && (news != null || look)) {
          replaying = !replayIsOver(log);
        }
        if (unrecorded && !replaying) {
          ledger.record(spec.incarnation(), positions.values(), backfills);
          unrecorded = false;
        }
        if (look && !replaying) {
          LogCheck.checkId(log, spec.source().topic(), spec.topicId());
          seal(log, ledger);
        }
      }
    } finally {
      Sessions.release(spec.settings());
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

  private boolean replayIsOver(TopicLog log) {
    if (replayEnds == null) {
      replayEnds = log.ends(log.partitions());
    }
    for (Map.Entry<Integer, Long> end : replayEnds.entrySet()) {
      Position position = positions.getOrDefault(end.getKey(), Position.start(end.getKey()));
      if (!hasReached(log, position, end.getValue())) {
        return false;
      }
    }
    LOGGER.info("Incarnation {} has replayed its log; the ledger goes on", spec.incarnation());
    return true;
  }

  /**
   * Seals the epochs that every partition, listed now, has passed: by a record of a later epoch, or
   * by having no record to come though the epoch ended more than {@code grace} ago. A partition
   * that does not answer has passed nothing.
   */
  private void seal(TopicLog log, LedgerWriter ledger) {
    long over = clock.epochOf(System.currentTimeMillis() - spec.settings().grace().toMillis());
    if (over <= sealedThrough) {
      return;
    }
    Set<Integer> partitions = log.partitions();
    Map<Integer, Long> ends = log.ends(partitions);
    long passed = over;
    for (int partition : partitions) {
      unrecorded |= positions.putIfAbsent(partition, Position.start(partition)) == null;
      Position position = positions.get(partition);
      if (position.epoch() < over && !hasReached(log, position, ends.get(partition))) {
        passed = Math.min(passed, position.epoch());
      }
    }
    if (passed > sealedThrough) {
      ledger.seal(spec.incarnation(), passed);
      sealedThrough = passed;
    }
  }

  private boolean hasReached(TopicLog log, Position position, long end) {
    long next = position.nextOffset();
    Silence known = silences.get(position.partition());
    if (next >= end || (known != null && known.from == next && known.to >= end)) {
      return true;
    }
    if (!log.nothingCommitted(position.partition(), next, end)) {
      return false;
    }
    silences.put(position.partition(), new Silence(next, end));
    return true;
  }
}
