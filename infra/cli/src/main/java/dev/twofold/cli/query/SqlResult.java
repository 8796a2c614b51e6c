package dev.twofold.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to an SQL statement.
 *
 * @param columns their names, which may repeat
 * @param rows one array a row, in the order of the columns
 * @param notes what a reader of the rows must know
 * @param exact whether all that was read holds every event
 */
public record SqlResult(
    List<String> columns, List<JsonNode> rows, List<String> notes, boolean exact) {
  public SqlResult {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  static SqlResult of(JsonNode body) {
    List<String> columns = new ArrayList<>();
    body.path("columns").forEach(column -> columns.add(column.path("name").asText()));
    List<JsonNode> rows = new ArrayList<>();
    body.path("rows").forEach(rows::add);
    List<String> notes = new ArrayList<>();
    body.path("warnings").forEach(warning -> notes.add("Note: " + warning.asText()));
    for (JsonNode read : body.path("provenance")) {
      String view = read.path("view").asText();
      read.path("reasons").forEach(why -> notes.add("Degraded: " + view + ": " + why.asText()));
    }
    return new SqlResult(columns, rows, notes, body.path("status").asText().equals("exact"));
  }
}
