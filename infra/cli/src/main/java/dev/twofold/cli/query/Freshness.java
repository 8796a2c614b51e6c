package dev.twofold.cli.query;

import dev.twofold.fold.Fold;
import java.util.List;
import java.util.Map;

/**
 * Asks how far the layers are, for one view, without reading any of its rows where that can be
 * avoided.
 */
public final class Freshness {
  private Freshness() {}

  /** An answer about no window at all, for its provenance. */
  public static Answer of(ServingClient client, Fold view) {
    List<Map.Entry<String, String>> nothing =
        view.paneMillis() == 0
            ? List.of(Map.entry("limit", "1"))
            : List.of(Map.entry("from", "1970-01-01"), Map.entry("to", "1970-01-01"));
    return client.query(view.view(), nothing);
  }
}
