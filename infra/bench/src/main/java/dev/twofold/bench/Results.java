package dev.twofold.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The figures of a run: in memory, as a file, as a table. A file keeps the figures of earlier runs
 * that this one did not measure.
 */
final class Results {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROW = "%-46s %12s %12s %8s   %-22s %s%n";

  private final Path file;
  private final List<Figure> figures = new ArrayList<>();

  Results(Path file) {
    this.file = file;
  }

  /**
   * Adds a figure, prints it and writes it down: a later benchmark that fails takes nothing away.
   */
  void add(Figure figure) throws IOException {
    figures.add(figure);
    System.out.print(row(figure));
    write();
  }

  List<Figure> figures() {
    return List.copyOf(figures);
  }

  private void write() throws IOException {
    ArrayNode all = JSON.createArrayNode();
    if (Files.exists(file)) {
      for (JsonNode earlier : JSON.readTree(file.toFile())) {
        if (figures.stream()
            .noneMatch(figure -> figure.name().equals(earlier.path("name").asText()))) {
          all.add(earlier);
        }
      }
    }
    figures.forEach(figure -> all.add(json(figure)));
    Files.createDirectories(file.getParent());
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
  }

  private static ObjectNode json(Figure figure) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", figure.name());
    node.put("ours", figure.ours());
    put(node, "peer", figure.peer());
    put(node, "limit", figure.limit());
    put(node, "ratio_to_peer", figure.ratioToPeer());
    put(node, "ratio_to_limit", figure.ratioToLimit());
    node.put("target", figure.target().map(Target::toString).orElse(null));
    node.put("met", figure.met().orElse(null));
    return node;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    node.put(name, value.isPresent() ? (Double) value.getAsDouble() : null);
  }

  String table() {
    StringBuilder table =
        new StringBuilder(
            String.format(Locale.ROOT, ROW, "figure", "ours", "peer", "ratio", "target", ""));
    figures.forEach(figure -> table.append(row(figure)));
    return table.toString();
  }

  private static String row(Figure figure) {
    return String.format(
        Locale.ROOT,
        ROW,
        figure.name(),
        number(OptionalDouble.of(figure.ours())),
        number(figure.peer()),
        ratio(figure.ratioToPeer()),
        figure.target().map(Target::toString).orElse("-"),
        figure.met().map(met -> met ? "met" : "NOT MET").orElse(""));
  }

  private static String number(OptionalDouble value) {
    if (value.isEmpty()) {
      return "-";
    }
    double number = value.getAsDouble();
    return String.format(Locale.ROOT, Math.abs(number) >= 1000 ? "%,.0f" : "%.2f", number);
  }

  private static String ratio(OptionalDouble value) {
    return value.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", value.getAsDouble());
  }
}
