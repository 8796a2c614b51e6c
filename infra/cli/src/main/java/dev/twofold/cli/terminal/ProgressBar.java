package dev.twofold.cli.terminal;

import java.time.Duration;

/**
 * Shows how far a transfer is: a bar that is rewritten in place on a terminal, a line every five
 * seconds elsewhere. Call it as often as you like; it draws at most ten times a second. Not
 * thread-safe.
 */
public final class ProgressBar {
  private static final int WIDTH = 24;
  private static final long DRAW_EVERY_NANOS = 100_000_000L;
  private static final long PRINT_EVERY_NANOS = 5_000_000_000L;

  private final Terminal terminal;
  private final String what;
  private final long startedNanos = System.nanoTime();
  private long drawnNanos = startedNanos;

  public ProgressBar(Terminal terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  /**
   * @param fraction how much is done, from 0 to 1; negative where the whole is not known
   */
  public void update(double fraction, long records) {
    long now = System.nanoTime();
    if (now - drawnNanos < (terminal.isInteractive() ? DRAW_EVERY_NANOS : PRINT_EVERY_NANOS)) {
      return;
    }
    drawnNanos = now;
    String text =
        "  "
            + what
            + "  "
            + bar(fraction)
            + Units.count(records)
            + " records, "
            + rate(records)
            + "/s";
    if (terminal.isInteractive()) {
      terminal.status(text);
    } else {
      terminal.note(text);
    }
  }

  /** Takes the bar away and says how it ended. */
  public void done(long records) {
    terminal.status("");
    terminal.line(
        "  "
            + what
            + "  "
            + Units.count(records, "record")
            + " in "
            + Units.seconds(elapsed())
            + ", "
            + rate(records)
            + "/s");
  }

  private String rate(long records) {
    double seconds = Math.max(1e-3, elapsed().toNanos() / 1e9);
    return Units.count(Math.round(records / seconds));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  private static String bar(double fraction) {
    if (fraction < 0) {
      return "";
    }
    int full = (int) Math.round(Math.min(1, fraction) * WIDTH);
    return "█".repeat(full)
        + "░".repeat(WIDTH - full)
        + String.format(java.util.Locale.ROOT, " %3.0f %%  ", Math.min(1, fraction) * 100);
  }
}
