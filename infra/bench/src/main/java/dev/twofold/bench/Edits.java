package dev.twofold.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Generated edits of a wiki as JSON, 250 to 330 bytes each: 50 channels, 100,000 pages and 20,000
 * users, all skewed as real ones are. Event {@code i} is the same in every run.
 */
final class Edits {
  static final int CHANNELS = 50;
  static final int PAGES = 100_000;
  static final int USERS = 20_000;

  private static final String[] COUNTRIES = {
    "France", "Germany", "Japan", "Brazil", "India", "United States", "Kenya", "Canada", "Italy"
  };
  private static final String[] NAMESPACES = {"Main", "Main", "Main", "Talk", "User", "File"};
  private static final String COMMENT =
      "/* Early years */ fixed a reference and removed a duplicate sentence";

  private Edits() {}

  /** Event {@code i}, that happened at this time (milliseconds since 1970, UTC). */
  static byte[] event(long i, long millis) {
    long bits = mix(i);
    return event(i, millis, "Page " + skewed(bits, PAGES));
  }

  /** Event {@code i} of a page of this name, in the main namespace. */
  static byte[] mainEvent(long i, long millis, String page) {
    return json(i, millis, page, "Main");
  }

  private static byte[] event(long i, long millis, String page) {
    return json(i, millis, page, NAMESPACES[(int) (mix(i + 1) >>> 40) % NAMESPACES.length]);
  }

  private static byte[] json(long i, long millis, String page, String namespace) {
    long bits = mix(i * 31 + 7);
    long more = mix(bits);
    long added = (more & 0xff) < 200 ? more >>> 8 & 0xff : more >>> 8 & 0xffff;
    long deleted = (more >>> 32 & 3) == 0 ? more >>> 34 & 0x3ff : 0;
    String text =
        "{\"time\":\""
            + Instant.ofEpochMilli(millis)
            + "\",\"channel\":\"#c"
            + skewed(bits, CHANNELS)
            + ".wikipedia\",\"page\":\""
            + page
            + "\",\"user\":\"User "
            + skewed(more, USERS)
            + "\",\"namespace\":\""
            + namespace
            + "\",\"country\":\""
            + COUNTRIES[(int) (mix(more) >>> 40) % COUNTRIES.length]
            + "\",\"isRobot\":"
            + ((mix(more) & 7) < 3)
            + ",\"isNew\":false,\"comment\":\""
            + COMMENT
            + "\",\"added\":"
            + added
            + ",\"deleted\":"
            + deleted
            + ",\"delta\":"
            + (added - deleted)
            + "}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A number in [0, bound), the low ones more often: the square of an even one. */
  private static int skewed(long bits, int bound) {
    double even = (bits >>> 11) * 0x1.0p-53;
    return (int) (even * even * bound);
  }

  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
