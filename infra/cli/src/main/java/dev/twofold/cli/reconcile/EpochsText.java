package dev.twofold.cli.reconcile;

import dev.twofold.cli.CliException;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import java.time.DateTimeException;
import java.time.Instant;

/** A range of epochs as people write it: FROM..TO, each a time or the number of an epoch. */
public final class EpochsText {
  private EpochsText() {}

  /**
   * @throws CliException where the text is no range
   */
  public static EpochRange parse(String text, EpochClock clock) {
    String[] ends = text.split("\\.\\.", -1);
    try {
      if (ends.length == 2) {
        long from = ends[0].isEmpty() ? 0 : epoch(ends[0], clock, 0);
        long to = ends[1].isEmpty() ? EpochRange.OPEN : epoch(ends[1], clock, 1);
        return new EpochRange(from, to);
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      // Said below.
    }
    throw CliException.refused(
        "Cannot read --epochs "
            + text
            + ": write FROM..TO, such as 2026-01-30T00:00:00Z..2026-01-31T00:00:00Z or 100..200");
  }

  /**
   * @param unlessAtEdge what to add where a time is in the middle of an epoch
   */
  private static long epoch(String text, EpochClock clock, int unlessAtEdge) {
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    long millis = Instant.parse(text).toEpochMilli();
    long epoch = clock.epochOf(millis);
    return clock.startMillis(epoch) == millis ? epoch : epoch + unlessAtEdge;
  }
}
