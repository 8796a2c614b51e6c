package dev.twofold.serving.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Instants as ISO 8601: {@code 2015-09-12T13:00:00Z}, with an offset, or a date for its midnight
 * UTC.
 */
public final class TimeText {
  private TimeText() {}

  /**
   * Milliseconds since 1970, UTC; empty where the text is no instant or one finer than a
   * millisecond.
   */
  public static Optional<Long> parse(String text) {
    try {
      Instant instant =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)
          ? Optional.of(instant.toEpochMilli())
          : Optional.empty();
    } catch (DateTimeParseException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  public static String format(long millis) {
    try {
      return Instant.ofEpochMilli(millis).toString();
    } catch (DateTimeException e) {
      return Long.toString(millis);
    }
  }
}
