package dev.twofold.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * SQL's scalar functions over the Java values of {@link DataType}, as generated code calls them. No
 * argument is null. Where SQL has an error (overflow, a negative length) the result is null, or a
 * caller checks beforehand with the matching {@code ...Fails} method: an event never stops a job.
 */
public final class Scalars {
  /** A VARCHAR takes at most this many bytes of UTF-8: a longer one is as a number out of range. */
  public static final int MAX_TEXT_BYTES = 1 << 20;

  private static final int PIECE = 1_024;

  private Scalars() {}

  /** Whether the text takes more than so many bytes of UTF-8. */
  public static boolean isLonger(String text, int bytes) {
    int length = text.length();
    // A UTF-16 unit takes one to three bytes.
    return length > bytes / 3 && (length > bytes || utf8Length(text) > bytes);
  }

  private static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      // Half of a pair takes half of four.
      bytes += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }
    return bytes;
  }

  private static String orNull(String text) {
    return isLonger(text, MAX_TEXT_BYTES) ? null : text;
  }

  public static boolean addFails(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0;
  }

  public static boolean subtractFails(long a, long b) {
    return ((a ^ b) & (a ^ (a - b))) < 0;
  }

  public static boolean multiplyFails(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return (high != 0 || low < 0) && (high != -1 || low >= 0);
  }

  /** Division by zero, or of the least BIGINT by -1. */
  public static boolean divideFails(long a, long b) {
    return b == 0 || (b == -1 && a == Long.MIN_VALUE);
  }

  /** Whether a computed double is no number of SQL's: overflow or division by zero. */
  public static boolean fails(double value) {
    return Double.isNaN(value) || Double.isInfinite(value);
  }

  /**
   * The value of exactly that scale, rounded half up; null where it needs more than {@code
   * precision} digits.
   */
  public static BigDecimal fit(BigDecimal value, int precision, int scale) {
    if ((long) value.precision() - value.scale() > (long) precision - scale
        && value.signum() != 0) {
      return null;
    }
    BigDecimal scaled = value.setScale(scale, RoundingMode.HALF_UP);
    return scaled.precision() > precision ? null : scaled;
  }

  /** Null on division by zero or overflow. */
  public static BigDecimal divide(BigDecimal a, BigDecimal b, int precision, int scale) {
    return b.signum() == 0 ? null : fit(a.divide(b, scale, RoundingMode.HALF_UP), precision, scale);
  }

  /** The remainder with the sign of {@code a}; null on division by zero. */
  public static BigDecimal mod(BigDecimal a, BigDecimal b, int precision, int scale) {
    return b.signum() == 0 ? null : fit(a.remainder(b), precision, scale);
  }

  /** Towards zero; null where it does not fit. */
  public static Long toLong(BigDecimal value) {
    BigDecimal whole = value.setScale(0, RoundingMode.DOWN);
    return whole.precision() > 19 || whole.toBigInteger().bitLength() > 63
        ? null
        : (Long) whole.longValue();
  }

  /** Whether a double, cut towards zero, is no BIGINT. */
  public static boolean toLongFails(double value) {
    return !(value >= -0x1p63 && value < 0x1p63);
  }

  /** Null where it does not fit. */
  public static BigDecimal toDecimal(double value, int precision, int scale) {
    return fit(BigDecimal.valueOf(value), precision, scale);
  }

  /**
   * Orders by code point, as unsigned UTF-8 bytes do; {@link String#compareTo} orders by UTF-16
   * unit.
   */
  public static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean bothSurrogates = Character.isSurrogate(x) == Character.isSurrogate(y);
        return bothSurrogates ? x - y : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  /**
   * Null where it would be too long: some characters become several. In pieces, because the JDK
   * copies all of its result for each of those: a text of them alone would take minutes.
   */
  public static String upper(String text) {
    if (text.length() <= PIECE) {
      return text.toUpperCase(Locale.ROOT);
    }
    StringBuilder upper = new StringBuilder(text.length());
    int to;
    for (int from = 0; from < text.length(); from = to) {
      to = Math.min(text.length(), from + PIECE);
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      upper.append(text.substring(from, to).toUpperCase(Locale.ROOT));
    }
    return orNull(upper.toString());
  }

  /** Null where it would be too long. */
  public static String lower(String text) {
    // The one character that becomes two: for each the JDK would copy all of its result.
    return orNull(text.replace("\u0130", "i\u0307").toLowerCase(Locale.ROOT));
  }

  /** Null where it would be too long. */
  public static String concat(String a, String b) {
    return orNull(a.concat(b));
  }

  /** In characters (code points). */
  public static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * The characters from position {@code start}, counted from 1; positions before the text count as
   * well.
   */
  public static String substring(String text, long start) {
    return slice(text, start, Long.MAX_VALUE);
  }

  /**
   * As {@link #substring(String, long)}, at most {@code length} of them; null where the length is
   * negative.
   */
  public static String substring(String text, long start, long length) {
    if (length < 0) {
      return null;
    }
    return slice(
        text,
        start,
        length > Long.MAX_VALUE - Math.max(start, 0) ? Long.MAX_VALUE : start + length);
  }

  /** The characters at positions in {@code [start, end)}. */
  private static String slice(String text, long start, long end) {
    long size = length(text);
    int from = (int) Math.min(Math.max(start, 1) - 1, size);
    int to = (int) Math.min(Math.max(end, 1) - 1, size);
    if (from >= to) {
      return "";
    }
    int begin = text.offsetByCodePoints(0, from);
    return text.substring(begin, text.offsetByCodePoints(begin, to - from));
  }

  /** Takes the character off the start of the text, as often as it is there. */
  public static String trimStart(String text, int character) {
    int width = Character.charCount(character);
    int start = 0;
    while (start < text.length() && text.codePointAt(start) == character) {
      start += width;
    }
    return text.substring(start);
  }

  /** Takes the character off the end of the text, as often as it is there. */
  public static String trimEnd(String text, int character) {
    int width = Character.charCount(character);
    int end = text.length();
    while (end > 0 && text.codePointBefore(end) == character) {
      end -= width;
    }
    return text.substring(0, end);
  }

  /** A set for IN lists. */
  public static Set<String> setOf(String[] values) {
    return new HashSet<>(Arrays.asList(values));
  }

  /** The same array, sorted, for IN lists. */
  public static long[] sorted(long[] values) {
    Arrays.sort(values);
    return values;
  }

  /**
   * A part of a timestamp, UTC.
   *
   * @param unit of EXTRACT: YEAR, QUARTER, MONTH, DAY, DOW (1 for Sunday), DOY, HOUR, MINUTE or
   *     SECOND
   */
  public static long extract(String unit, long millis) {
    switch (unit) {
      case "HOUR" -> {
        return Math.floorMod(Math.floorDiv(millis, 3_600_000L), 24L);
      }
      case "MINUTE" -> {
        return Math.floorMod(Math.floorDiv(millis, 60_000L), 60L);
      }
      case "SECOND" -> {
        return Math.floorMod(Math.floorDiv(millis, 1_000L), 60L);
      }
      default -> {}
    }
    LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    return switch (unit) {
      case "YEAR" -> time.getYear();
      case "QUARTER" -> (time.getMonthValue() + 2) / 3;
      case "MONTH" -> time.getMonthValue();
      case "DAY" -> time.getDayOfMonth();
      case "DOW" -> time.getDayOfWeek().getValue() % 7 + 1;
      case "DOY" -> time.getDayOfYear();
      default -> throw new IllegalArgumentException("Cannot extract " + unit);
    };
  }
}
