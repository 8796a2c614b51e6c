package dev.twofold.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.CliException;
import dev.twofold.cli.query.ServingClient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes words of SQL, and names of views and columns as they are deployed then. */
record SqlCompleter(ServingClient client) implements Completer {
  private static final List<String> WORDS =
      """
      SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, JOIN, ON, AND, OR, NOT, IN, IS NULL
      BETWEEN, LIKE, UNION ALL, WITH, AS, DESC, CASE, WHEN, THEN, ELSE, END, EXPLAIN
      MERGE, COUNT, SUM, MIN, MAX, AVG, FLOOR, TIMESTAMP, INTERVAL, window_start, window_end
      """
          .lines()
          .flatMap(line -> Stream.of(line.split(", ", -1)))
          .toList();

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    Set<String> words = new TreeSet<>(WORDS);
    try {
      for (JsonNode view : client.views()) {
        words.add(view.path("name").asText());
        for (String kind : List.of("keys", "measures")) {
          view.path(kind).forEach(column -> words.add(column.path("name").asText()));
        }
      }
    } catch (CliException unreachable) {
      // The statement itself will say so.
    }
    words.forEach(word -> candidates.add(new Candidate(word)));
  }
}
