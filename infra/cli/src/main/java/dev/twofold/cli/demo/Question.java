package dev.twofold.cli.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A question to a view, with its known answer, as a file of a project's {@code expected} folder
 * holds it.
 *
 * @param text the question, for people
 * @param parameters of the query
 * @param relativeError how far an approximate measure may be off, by name: 0.008 is 0.8 %; the
 *     others are exact
 * @param columns of the rows
 * @param rows the known answer
 */
public record Question(
    String text,
    String view,
    Map<String, String> parameters,
    List<String> measures,
    Map<String, Double> relativeError,
    List<String> columns,
    List<JsonNode> rows) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** The questions of a project, by file name. */
  public static List<Question> of(Path project) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(project.resolve("expected"))) {
      files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    List<Question> questions = new ArrayList<>();
    for (Path file : files) {
      questions.add(read(file));
    }
    return questions;
  }

  private static Question read(Path file) throws IOException {
    JsonNode node = JSON.readTree(file.toFile());
    Map<String, String> parameters = new LinkedHashMap<>();
    node.path("query")
        .properties()
        .forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
    Map<String, Double> errors = new LinkedHashMap<>();
    node.path("relative_error")
        .properties()
        .forEach(field -> errors.put(field.getKey(), field.getValue().asDouble()));
    List<String> measures = new ArrayList<>();
    node.path("measures").forEach(name -> measures.add(name.asText()));
    List<String> columns = new ArrayList<>();
    node.path("columns").forEach(name -> columns.add(name.asText()));
    List<JsonNode> rows = new ArrayList<>();
    node.path("rows").forEach(rows::add);
    return new Question(
        node.path("question").asText(),
        node.path("view").asText(),
        parameters,
        measures,
        errors,
        columns,
        rows);
  }

  /** Whether the order of the rows is part of the answer. */
  boolean isOrdered() {
    return parameters.containsKey("order");
  }

  /** The parameters of the query, as the serving layer takes them. */
  public List<Map.Entry<String, String>> parameterList() {
    return List.copyOf(parameters.entrySet());
  }
}
