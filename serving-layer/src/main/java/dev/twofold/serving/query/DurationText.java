package dev.twofold.serving.query;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and one of ms, s, m, h, d. */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");
  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private DurationText() {}

  /** Milliseconds; empty where the text is no duration or too long a one. */
  public static Optional<Long> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long unit = 1;
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(form.group(2))) {
        unit = MILLIS[i];
      }
    }
    try {
      return Optional.of(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The shortest text that {@link #parse} reads back: "90m", not "5400s". */
  public static String format(long millis) {
    for (int i = 0; i < UNITS.length; i++) {
      if (millis != 0 && millis % MILLIS[i] == 0) {
        return millis / MILLIS[i] + UNITS[i];
      }
    }
    return millis + "ms";
  }
}
