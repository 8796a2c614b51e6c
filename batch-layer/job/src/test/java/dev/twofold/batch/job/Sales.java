package dev.twofold.batch.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Events that repeat by seed. */
final class Sales {
  private Sales() {}

  static List<String> events(int seed, int count) {
    Random random = new Random(seed);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int shop = random.nextInt(20);
      events.add(
          String.format(
              Locale.ROOT,
              "{\"sold_at\": \"2026-11-23T07:%02d:%02dZ\", %s\"online\": %s, \"amount\": %d.%02d,"
                  + " \"items\": %d, \"weight\": %.3f, \"buyer\": \"b%d\"}",
              random.nextInt(30),
              random.nextInt(60),
              shop == 0 ? "" : "\"shop\": \"shöp " + shop + "\", ",
              random.nextBoolean(),
              random.nextInt(1000),
              random.nextInt(100),
              random.nextInt(9) - 4,
              random.nextDouble(),
              random.nextInt(500)));
    }
    return events;
  }
}
