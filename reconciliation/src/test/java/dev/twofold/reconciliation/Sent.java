package dev.twofold.reconciliation;

import dev.twofold.data.Row;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A sale that was sent to the topic. */
record Sent(int partition, long offset, long epoch, Row row) {
  static Sent random(Random random, TrialViews views, int partition, long at, long epoch) {
    return new Sent(partition, at, epoch, row(random, views));
  }

  /** Few values, so that groups meet and sales resemble one another; any column may be NULL. */
  static Row row(Random random, TrialViews views) {
    boolean wide = random.nextBoolean();
    StringBuilder json = new StringBuilder(160);
    json.append(
        String.format(
            Locale.ROOT,
            "{\"sold_at\":\"2026-11-23T07:%02d:%02dZ\"",
            random.nextInt(3),
            random.nextInt(60)));
    field(random, json, "shop", "\"s" + random.nextInt(4) + "\"");
    field(random, json, "gift", String.valueOf(random.nextBoolean()));
    field(random, json, "amount", random.nextInt(wide ? 1_000_000 : 5) + "." + random.nextInt(10));
    field(random, json, "items", String.valueOf(random.nextInt(7)));
    field(random, json, "price", String.valueOf(wide ? random.nextGaussian() : random.nextInt(4)));
    field(random, json, "buyer", "\"b" + random.nextInt(wide ? 1000 : 3) + "\"");
    return views.decode(json.append('}').toString());
  }

  private static void field(Random random, StringBuilder json, String name, String value) {
    if (random.nextInt(8) > 0) {
      json.append(",\"").append(name).append("\":").append(value);
    }
  }

  Sent withRow(Row other) {
    return new Sent(partition, offset, epoch, other);
  }

  String position() {
    return partition + "/" + offset;
  }

  /** Those that a view takes, by their (key, pane), in the order that they come in. */
  static Map<Place, List<Sent>> byPlace(Fold fold, Collection<Sent> sales) {
    KeyWriter key = new KeyWriter();
    Map<Place, List<Sent>> places = new LinkedHashMap<>();
    for (Sent each : sales) {
      if (fold.accepts(each.row)) {
        fold.key(each.row, key);
        Place place = new Place(key.toBytes(), fold.pane(each.row));
        places.computeIfAbsent(place, none -> new ArrayList<>()).add(each);
      }
    }
    return places;
  }

  /** The state of sales of one place. */
  static byte[] state(Fold fold, Collection<Sent> sales) {
    State state = fold.newState();
    sales.forEach(each -> fold.add(each.row, state));
    return fold.encode(state);
  }
}
