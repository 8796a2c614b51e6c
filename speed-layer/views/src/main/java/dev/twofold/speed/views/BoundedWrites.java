package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Idempotent writes, a bounded number of them on their way at once. A write that fails for want of
 * nodes or time is tried again, with growing pauses, until the deadline; then the failure comes out
 * of every later call. One thread submits.
 */
final class BoundedWrites {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final CqlSession cql;
  private final int maxInFlight;
  private final Duration deadline;
  private final Moment written;
  private final Semaphore permits;
  private volatile RuntimeException failure;

  /**
   * @param maxInFlight how many statements may be on their way
   * @param deadline for how long a write is tried
   * @param written comes with each of them
   */
  BoundedWrites(CqlSession cql, int maxInFlight, Duration deadline, Moment written) {
    this.cql = cql;
    this.written = written;
    this.maxInFlight = maxInFlight;
    this.deadline = deadline;
    this.permits = new Semaphore(maxInFlight);
  }

  /** Starts a write; waits while too many are on their way. */
  void submit(Statement<?> statement) {
    submit(statement, e -> false);
  }

  /**
   * Starts a write.
   *
   * @param moot whether a failure shows that the write is no longer needed; asked off the driver's
   *     threads
   */
  void submit(Statement<?> statement, Predicate<Throwable> moot) {
    throwFailure();
    acquire(1);
    attempt(statement, moot, FIRST_PAUSE, System.nanoTime() + deadline.toNanos());
  }

  /**
   * Waits until all that was submitted is written.
   *
   * @throws RuntimeException where some could not be
   */
  void flush() {
    acquire(maxInFlight);
    permits.release(maxInFlight);
    throwFailure();
  }

  private void acquire(int count) {
    try {
      permits.acquire(count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Interrupted while waiting for Cassandra");
    }
  }

  private void throwFailure() {
    RuntimeException failed = failure;
    if (failed != null) {
      throw new IllegalStateException("Cannot write to Cassandra: " + failed.getMessage(), failed);
    }
  }

  private void attempt(
      Statement<?> statement, Predicate<Throwable> moot, Duration pause, long giveUpAt) {
    execute(statement)
        .whenComplete(
            (result, thrown) -> {
              if (thrown == null) {
                written.reached();
                permits.release();
                return;
              }
              Throwable cause =
                  thrown instanceof CompletionException && thrown.getCause() != null
                      ? thrown.getCause()
                      : thrown;
              boolean last = !mayPass(cause) || System.nanoTime() + pause.toNanos() > giveUpAt;
              Executor later =
                  CompletableFuture.delayedExecutor(
                      last ? 0 : pause.toNanos(), TimeUnit.NANOSECONDS);
              later.execute(
                  () -> {
                    if (last) {
                      giveUp(cause, moot);
                    } else {
                      attempt(statement, moot, longer(pause), giveUpAt);
                    }
                  });
            });
  }

  private CompletionStage<?> execute(Statement<?> statement) {
    try {
      return cql.executeAsync(statement);
    } catch (RuntimeException e) { // the session is closed
      return CompletableFuture.failedFuture(e);
    }
  }

  private void giveUp(Throwable cause, Predicate<Throwable> moot) {
    try {
      if (!moot.test(cause)) {
        failure = cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      permits.release();
    }
  }

  private static boolean mayPass(Throwable cause) {
    return cause instanceof DriverException && !(cause instanceof QueryValidationException);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
