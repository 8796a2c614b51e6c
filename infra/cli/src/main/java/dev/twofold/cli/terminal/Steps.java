package dev.twofold.cli.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Prints one aligned line a finished step, with how long it took; on a terminal also which steps
 * are under way. Steps may run at the same time. Thread-safe.
 */
public final class Steps implements AutoCloseable {
  private static final int NAME_WIDTH = 12;

  private final Terminal terminal;
  private final List<Step> running = new ArrayList<>();
  private final ScheduledExecutorService ticker;

  private record Step(String name, long startedNanos) {}

  public Steps(Terminal terminal) {
    this.terminal = terminal;
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    if (terminal.isInteractive()) {
      ticker.scheduleWithFixedDelay(this::redraw, 500, 500, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Runs a step whose result is the line's text: "ready on 127.0.0.1:19092". A step that throws
   * prints nothing.
   */
  public void run(String name, Callable<String> work) throws Exception {
    Step step = new Step(name, System.nanoTime());
    synchronized (this) {
      running.add(step);
    }
    redraw();
    String outcome;
    try {
      outcome = work.call();
    } finally {
      synchronized (this) {
        running.remove(step);
      }
      redraw();
    }
    print(name, outcome, elapsed(step));
  }

  /** Prints a line for something that took no time worth telling. */
  public void say(String name, String text) {
    terminal.line("  " + padded(name) + text);
  }

  private void print(String name, String outcome, Duration took) {
    String line = "  " + padded(name) + outcome;
    String time = Units.seconds(took);
    int gap = Math.max(2, Math.min(terminal.columns() - 1, 88) - line.length() - time.length());
    terminal.line(line + " ".repeat(gap) + time);
  }

  private synchronized void redraw() {
    StringBuilder text = new StringBuilder();
    for (Step step : running) {
      text.append(text.isEmpty() ? "  " : ", ")
          .append(step.name())
          .append(" … ")
          .append(Units.seconds(elapsed(step)));
    }
    terminal.status(text.toString());
  }

  private static Duration elapsed(Step step) {
    return Duration.ofNanos(System.nanoTime() - step.startedNanos());
  }

  private static String padded(String name) {
    return name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    terminal.status("");
  }
}
