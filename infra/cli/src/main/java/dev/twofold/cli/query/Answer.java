package dev.twofold.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to a query.
 *
 * @param rows one object a row, its members in the order of the columns
 * @param warnings what a reader of the rows must know
 * @param provenance what the answer rests on
 */
public record Answer(List<JsonNode> rows, List<String> warnings, JsonNode provenance) {
  public Answer {
    rows = List.copyOf(rows);
    warnings = List.copyOf(warnings);
  }

  public static Answer of(JsonNode body) {
    List<JsonNode> rows = new ArrayList<>();
    body.path("rows").forEach(rows::add);
    List<String> warnings = new ArrayList<>();
    body.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new Answer(rows, warnings, body.path("provenance"));
  }

  /** The names of the columns; none where there is no row. */
  List<String> columns() {
    List<String> names = new ArrayList<>();
    if (!rows.isEmpty()) {
      rows.get(0).fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  public long batchEvents() {
    return provenance.path("events").path("batch").asLong();
  }

  public long speedEvents() {
    return provenance.path("events").path("speed").asLong();
  }

  public boolean isExact() {
    return provenance.path("status").asText().equals("exact");
  }

  /** Whether the speed layer answers for what comes in now. */
  public boolean isCurrent() {
    for (JsonNode cover : provenance.path("speed")) {
      if (cover.path("epochs").path(1).isNull()) {
        return true;
      }
    }
    return false;
  }

  /** Why it may lack events; empty where it is exact. */
  public List<String> degradedBecause() {
    List<String> reasons = new ArrayList<>();
    provenance.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    return reasons;
  }

  /**
   * How far the newest incarnation of the speed layer that answered is, by partition: the next
   * offset.
   */
  public Map<Integer, Long> speedPositions() {
    Map<Integer, Long> positions = new TreeMap<>();
    JsonNode covers = provenance.path("speed");
    if (!covers.isEmpty()) {
      covers
          .get(covers.size() - 1)
          .path("positions")
          .properties()
          .forEach(
              entry -> positions.put(Integer.valueOf(entry.getKey()), entry.getValue().asLong()));
    }
    return positions;
  }
}
