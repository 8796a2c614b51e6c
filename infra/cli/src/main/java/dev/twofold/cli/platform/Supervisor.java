package dev.twofold.cli.platform;

import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.stack.ChildProcess;
import dev.twofold.stack.JavaCommand;
import dev.twofold.stack.StackException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps one process running: when it dies, says so with the end of its log and starts it again,
 * waiting longer each time it dies soon. One that refuses to go on ({@link ExitCodes#REFUSED}) is
 * left for a person. Thread-safe.
 */
final class Supervisor implements AutoCloseable {
  private static final Duration STABLE = Duration.ofMinutes(1);
  private static final Duration STOP_GRACE = Duration.ofSeconds(30);
  private static final int LONGEST_PAUSE_SECONDS = 30;

  private final Job job;
  private final StateFolder state;
  private final Supplier<JavaCommand> command;
  private final Terminal terminal;
  private ChildProcess process;
  private long startedNanos;
  private int pauseSeconds = 1;
  private boolean stopped;

  /**
   * @param command asked for anew at each start
   */
  Supervisor(Job job, StateFolder state, Supplier<JavaCommand> command, Terminal terminal) {
    this.job = job;
    this.state = state;
    this.command = command;
    this.terminal = terminal;
  }

  /**
   * Starts the process. From its readiness on, see {@link #keepRunning}, it is started again when
   * it dies.
   */
  synchronized ChildProcess start() {
    if (stopped) {
      throw new StackException(job.title() + " was stopped while it started");
    }
    startedNanos = System.nanoTime();
    process = ChildProcess.start(command.get(), job.work(state), job.log(state));
    return process;
  }

  synchronized void keepRunning() {
    ChildProcess watched = process;
    watched.onExit().thenAcceptAsync(exitCode -> died(watched, exitCode));
  }

  private synchronized void died(ChildProcess dead, int exitCode) {
    if (stopped) {
      return;
    }
    terminal.note(
        "\n"
            + job.title()
            + " ended with exit code "
            + exitCode
            + ". Its log, "
            + dead.log()
            + ", ends:\n"
            + dead.logTail());
    if (exitCode == ExitCodes.REFUSED) {
      terminal.note(
          job.title() + " is not started again: what it says needs a person. All else goes on.");
      return;
    }
    if (System.nanoTime() - startedNanos > STABLE.toNanos()) {
      pauseSeconds = 1;
    }
    terminal.note(job.title() + " starts again in " + pauseSeconds + " s.");
    Executor later = CompletableFuture.delayedExecutor(pauseSeconds, TimeUnit.SECONDS);
    pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, pauseSeconds * 2);
    CompletableFuture.runAsync(this::startAgain, later);
  }

  private synchronized void startAgain() {
    if (stopped) {
      return;
    }
    try {
      start();
      keepRunning();
    } catch (RuntimeException e) {
      terminal.note(job.title() + " cannot be started again: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    ChildProcess last;
    synchronized (this) {
      stopped = true;
      last = process;
    }
    if (last != null) {
      last.stop(STOP_GRACE);
    }
  }
}
