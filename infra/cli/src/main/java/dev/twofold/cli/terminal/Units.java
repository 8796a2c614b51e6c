package dev.twofold.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Units {
  private Units() {}

  /** "39,244". */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** "39,244 edits", "1 edit". */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** "2.1 s"; from a minute on "1 min 05 s". */
  public static String seconds(Duration time) {
    long millis = Math.max(0, time.toMillis());
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return String.format(Locale.ROOT, "%d min %02d s", millis / 60_000, millis / 1000 % 60);
  }

  /** "1.4 GB", "17 MB", "812 B": powers of 1,000. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1000;
      unit++;
    } while (value >= 999.95 && unit < 3);
    return String.format(
        Locale.ROOT, value < 10 ? "%.1f %sB" : "%.0f %sB", value, "kMGT".charAt(unit));
  }
}
