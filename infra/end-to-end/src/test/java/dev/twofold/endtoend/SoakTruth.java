package dev.twofold.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.query.Answer;
import dev.twofold.data.Column;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The oracle: one fold in memory of everything that was sent to a source. Thread-safe. */
final class SoakTruth {
  private record Group(List<Object> key, long pane) {}

  private final List<Fold> views;
  private final EventDecoder decoder;
  private final Row row;
  private final KeyWriter key = new KeyWriter();
  private final Map<String, Map<Group, State>> states = new HashMap<>();

  SoakTruth(Project project, SourceDefinition source) {
    this.views = project.viewsOf(source);
    this.decoder = Project.decoder(source, false);
    this.row = new Row(source.columns().size());
    views.forEach(view -> states.put(view.view(), new HashMap<>()));
  }

  synchronized void add(byte[] record) {
    if (decoder.decode(record, row) != null) {
      return;
    }
    for (Fold view : views) {
      if (view.accepts(row)) {
        view.key(row, key);
        Group group = new Group(Arrays.asList(view.keyValues(key.toBytes())), view.pane(row));
        State state = states.get(view.view()).computeIfAbsent(group, unused -> view.newState());
        view.add(row, state);
      }
    }
  }

  /** Every row that a view must have, by key and window. */
  synchronized Map<String, String> expected(Fold view) {
    Map<String, String> rows = new TreeMap<>();
    states
        .get(view.view())
        .forEach(
            (group, state) -> {
              StringBuilder measures = new StringBuilder();
              for (int i = 0; i < view.measures().size(); i++) {
                measures.append(' ').append(view.present(state, i));
              }
              rows.put(name(view, group), measures.toString());
            });
    return rows;
  }

  private static String name(Fold view, Group group) {
    StringBuilder name = new StringBuilder();
    for (Object value : group.key) {
      name.append(value).append(' ');
    }
    return view.paneMillis() == 0
        ? name.toString()
        : name.append(Instant.ofEpochMilli(group.pane)).toString();
  }

  /** The rows of an answer, in the same form. */
  static Map<String, String> actual(Fold view, Answer answer) {
    Map<String, String> rows = new TreeMap<>();
    for (JsonNode row : answer.rows()) {
      StringBuilder name = new StringBuilder();
      for (Column column : view.keys()) {
        name.append(text(row.path(column.name()))).append(' ');
      }
      if (view.paneMillis() > 0) {
        name.append(Instant.parse(row.path("window_start").asText()));
      }
      StringBuilder measures = new StringBuilder();
      view.measures().forEach(m -> measures.append(' ').append(text(row.path(m.name()))));
      rows.put(name.toString(), measures.toString());
    }
    return rows;
  }

  private static String text(JsonNode value) {
    return value.isBigDecimal() || value.isDouble()
        ? Double.toString(value.doubleValue())
        : value.asText();
  }
}
