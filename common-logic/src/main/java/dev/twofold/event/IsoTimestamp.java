package dev.twofold.event;

/**
 * Reads ISO 8601 timestamps with an offset: {@code 2015-09-12T00:46:58.771Z}, {@code
 * 2015-09-12T02:46:58+02:00}. What is finer than a millisecond is cut off. Seconds may be left out;
 * a leap second (:60) is no time.
 */
final class IsoTimestamp {
  /** What {@link #parse} yields for a text that is no timestamp. */
  static final long INVALID = Long.MIN_VALUE;

  /** 0001-01-01T00:00:00Z. */
  static final long EARLIEST = -62_135_596_800_000L;

  /** The last millisecond of the year 9999. */
  static final long LATEST = 253_402_300_799_999L;

  private IsoTimestamp() {}

  static boolean isInRange(long millis) {
    return millis >= EARLIEST && millis <= LATEST;
  }

  /** Milliseconds since 1970, UTC, of whatever year; or {@link #INVALID}. */
  static long parse(char[] text, int start, int length) {
    int end = start + length;
    int year = digits(text, start, 4, end);
    int month = digits(text, start + 5, 2, end);
    int day = digits(text, start + 8, 2, end);
    int hour = digits(text, start + 11, 2, end);
    int minute = digits(text, start + 14, 2, end);
    if ((year | month | day | hour | minute) < 0
        || text[start + 4] != '-'
        || text[start + 7] != '-'
        || text[start + 10] != 'T'
        || text[start + 13] != ':'
        || month < 1
        || month > 12
        || day < 1
        || day > daysOf(year, month)
        || hour > 23
        || minute > 59) {
      return INVALID;
    }
    int at = start + 16;
    int second = 0;
    int millis = 0;
    if (at < end && text[at] == ':') {
      second = digits(text, at + 1, 2, end);
      at += 3;
      if (second < 0 || second > 59) {
        return INVALID;
      }
      if (at < end && text[at] == '.') {
        int first = ++at;
        for (int unit = 100; at < end && text[at] >= '0' && text[at] <= '9'; at++, unit /= 10) {
          millis += (text[at] - '0') * unit;
        }
        if (at == first || at - first > 9) {
          return INVALID;
        }
      }
    }
    int offsetMinutes = offset(text, at, end);
    if (offsetMinutes == Integer.MIN_VALUE) {
      return INVALID;
    }
    long minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes;
    return (minutes * 60 + second) * 1000 + millis;
  }

  /** Minutes east of UTC of "Z", "+02:00", "-0330", "+02"; or Integer.MIN_VALUE. */
  private static int offset(char[] text, int at, int end) {
    if (at + 1 == end && text[at] == 'Z') {
      return 0;
    }
    if (at >= end || (text[at] != '+' && text[at] != '-')) {
      return Integer.MIN_VALUE;
    }
    int hours = digits(text, at + 1, 2, end);
    int minutes = 0;
    int next = at + 3;
    if (next < end) {
      next += text[next] == ':' ? 1 : 0;
      minutes = digits(text, next, 2, end);
      next += 2;
    }
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || next != end) {
      return Integer.MIN_VALUE;
    }
    int offset = hours * 60 + minutes;
    return text[at] == '-' ? -offset : offset;
  }

  /** The number, or -1 where these are not digits. */
  private static int digits(char[] text, int at, int count, int end) {
    if (at + count > end) {
      return -1;
    }
    int number = 0;
    for (int i = at; i < at + count; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static int daysOf(int year, int month) {
    if (month == 2) {
      return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Howard Hinnant's days_from_civil: years begin in March, so that leap days come last. */
  private static long daysSince1970(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }
}
