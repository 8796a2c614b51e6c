package dev.twofold.batch.job;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells people what the job is doing: a line a step. */
final class Progress {
  private final PrintStream out;

  /** Standard output is for people; logs go to standard error. */
  static Progress onStandardOutput() {
    return new Progress(System.out);
  }

  Progress(PrintStream out) {
    this.out = out;
  }

  void line(String step, String what, String format, Object... arguments) {
    out.printf(
        Locale.ROOT, "%-8s %-28s %s%n", step, what, String.format(Locale.ROOT, format, arguments));
    out.flush();
  }

  /** Seconds since {@code start}, a value of {@link System#nanoTime}. */
  static String since(long start) {
    return String.format(
        Locale.ROOT, "%.1f s", Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0);
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
