package dev.twofold.reconciliation;

import java.time.Instant;
import java.util.Locale;

/** Text on its way into a page. */
final class Html {
  private Html() {}

  /** As text or as an attribute's value: data is never markup. */
  static String text(Object value) {
    StringBuilder escaped = new StringBuilder();
    for (char c : String.valueOf(value).toCharArray()) {
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** "1,234". */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** "1,234 states". */
  static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** From one time until another: a date that both share is said once. */
  static String times(Instant from, Instant until) {
    String start = time(from);
    String end = time(until);
    boolean sameDay = start.length() > 10 && end.startsWith(start.substring(0, 11));
    return start + " – " + (sameDay ? end.substring(11) : end);
  }

  /** A time as people read it: "2026-11-27 02:00", with seconds where there are some. */
  static String time(Instant time) {
    String text = time.toString().replace('T', ' ').replaceAll("(\\.[0-9]+)?Z$", "");
    return text.endsWith(":00") ? text.substring(0, text.length() - 3) : text;
  }
}
