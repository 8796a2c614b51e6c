package dev.twofold.definition;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.event.JsonDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a file of {@code sources/}: the topic, and how its records become rows. */
final class SourceReader {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,62}");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern DECIMAL =
      Pattern.compile("DECIMAL\\s*\\(\\s*(\\d{1,3})\\s*(?:,\\s*(\\d{1,3})\\s*)?\\)");
  private static final int MOST_COLUMNS = 2_000;
  private static final List<String> TYPES =
      List.of("BOOLEAN", "BIGINT", "DOUBLE", "DECIMAL(p, s)", "VARCHAR", "TIMESTAMP");
  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("STRING", "VARCHAR"),
          Map.entry("TEXT", "VARCHAR"),
          Map.entry("CHAR", "VARCHAR"),
          Map.entry("INT", "BIGINT"),
          Map.entry("INTEGER", "BIGINT"),
          Map.entry("LONG", "BIGINT"),
          Map.entry("SMALLINT", "BIGINT"),
          Map.entry("FLOAT", "DOUBLE"),
          Map.entry("REAL", "DOUBLE"),
          Map.entry("NUMERIC", "DECIMAL(p, s)"),
          Map.entry("DECIMAL", "DECIMAL(p, s)"),
          Map.entry("BOOL", "BOOLEAN"),
          Map.entry("DATETIME", "TIMESTAMP"),
          Map.entry("DATE", "TIMESTAMP"),
          Map.entry("TIME", "TIMESTAMP"));

  private SourceReader() {}

  /** Null where the file has errors, which were reported. */
  static SourceDefinition read(String file, String text, String fileName, Diagnostics diagnostics) {
    int before = diagnostics.count();
    YamlMapping yaml = YamlMapping.parse(file, text, Map.of(), diagnostics);
    String name = yaml.text("name", fileName);
    if (!NAME.matcher(name).matches()) {
      yaml.report(
          "name",
          "The name \"" + name + "\" must be letters, digits and _, at most 63, a letter first.");
    } else if (name.equalsIgnoreCase(SourceDefinition.RECONCILIATIONS)
        || name.equalsIgnoreCase(SourceDefinition.DEPLOYMENTS)) {
      yaml.report(
          "name",
          "The warehouse has a table " + name + " of its own. Give the source another name.");
    }
    String topic = yaml.requiredText("topic", "topic: wiki-edits");
    if (topic != null && !TOPIC.matcher(topic).matches()) {
      yaml.report(
          "topic",
          "\"" + topic + "\" is no name of a Kafka topic: use letters, digits, . _ and -.");
    }
    int partitions = (int) yaml.integer("partitions", 1, 1, 10_000);
    String format = yaml.text("format", "json");
    if (!format.equals("json")) {
      yaml.report("format", "Unknown format \"" + format + "\". There is json.");
    }
    String eventTime = yaml.requiredText("event_time", "event_time: <a TIMESTAMP column>");
    List<SourceColumn> columns = columns(yaml, eventTime);
    int eventTimeIndex = eventTimeIndex(yaml, eventTime, columns);
    yaml.finish();
    return diagnostics.count() > before
        ? null
        : new SourceDefinition(name, topic, partitions, List.copyOf(columns), eventTimeIndex);
  }

  private static List<SourceColumn> columns(YamlMapping yaml, String eventTime) {
    List<SourceColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlMapping> entries = yaml.list("columns");
    if (entries.size() > MOST_COLUMNS) {
      yaml.report(
          "columns",
          "A source has at most " + MOST_COLUMNS + " columns, not " + entries.size() + ".");
      return columns;
    }
    for (YamlMapping entry : entries) {
      String name = entry.requiredText("name", "name: channel");
      DataType type = type(entry);
      boolean required = entry.flag("required");
      List<String> path = path(entry, name);
      entry.finish();
      if (name == null) {
        continue;
      }
      if (!NAME.matcher(name).matches()) {
        entry.report(
            "name",
            "The column name \""
                + name
                + "\" must be letters, digits and _, at most 63, a letter first."
                + " Name the JSON field with path.");
      } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
        entry.report(
            "name",
            "There are two columns " + name + " (case does not count in a table). Rename one.");
      } else if (type != null && path != null) {
        checkPath(entry, name, path, columns);
        columns.add(
            new SourceColumn(new Column(name, type, !required && !name.equals(eventTime)), path));
      }
    }
    return columns;
  }

  private static int eventTimeIndex(
      YamlMapping yaml, String eventTime, List<SourceColumn> columns) {
    List<String> declared =
        yaml.list("columns").stream().map(c -> c.text("name")).filter(Objects::nonNull).toList();
    if (declared.isEmpty()) {
      yaml.report(
          "columns", "The source has no columns. Add \"columns:\" with at least the event time.");
      return -1;
    }
    int index = columns.stream().map(c -> c.column().name()).toList().indexOf(eventTime);
    if (eventTime != null && !declared.contains(eventTime)) {
      yaml.report(
          "event_time",
          "event_time names no column: " + eventTime + "." + Suggestion.hint(eventTime, declared));
    } else if (index >= 0 && !columns.get(index).column().type().equals(DataType.TIMESTAMP)) {
      yaml.report(
          "event_time",
          "The event time must be a TIMESTAMP, and "
              + eventTime
              + " is a "
              + columns.get(index).column().type()
              + ". Change the column's type.");
    }
    return index;
  }

  private static DataType type(YamlMapping entry) {
    String text = entry.requiredText("type", "type: VARCHAR");
    if (text == null) {
      return null;
    }
    String upper = text.trim().toUpperCase(Locale.ROOT);
    switch (upper) {
      case "BOOLEAN" -> {
        return DataType.BOOLEAN;
      }
      case "BIGINT" -> {
        return DataType.BIGINT;
      }
      case "DOUBLE" -> {
        return DataType.DOUBLE;
      }
      case "VARCHAR" -> {
        return DataType.VARCHAR;
      }
      case "TIMESTAMP" -> {
        return DataType.TIMESTAMP;
      }
      default -> {}
    }
    Matcher decimal = DECIMAL.matcher(upper);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
      if (precision >= 1 && precision <= 18 && scale <= precision) {
        return DataType.decimal(precision, scale);
      }
      entry.report(
          "type", "A DECIMAL has 1 to 18 digits, and a scale within them, not " + text + ".");
      return null;
    }
    String meant = MEANT.get(upper);
    entry.report(
        "type",
        "Unknown type "
            + text
            + "."
            + (meant != null ? " Use " + meant + "." : Suggestion.hint(text, TYPES)));
    return null;
  }

  private static List<String> path(YamlMapping entry, String name) {
    String pointer = entry.text("path");
    if (pointer == null) {
      return name == null ? null : List.of(name);
    }
    if (!pointer.startsWith("/") || pointer.matches(".*~(?![01]).*")) {
      entry.report(
          "path",
          "The path \""
              + pointer
              + "\" is no JSON pointer. Write \"/time\", or \"/geo/country\" for a field of an"
              + " object.");
      return null;
    }
    List<String> path =
        Arrays.stream(pointer.substring(1).split("/", -1))
            .map(part -> part.replace("~1", "/").replace("~0", "~"))
            .toList();
    if (path.size() > JsonDecoder.MAX_DEPTH) {
      entry.report(
          "path",
          "The path is "
              + path.size()
              + " deep. Events may be nested "
              + JsonDecoder.MAX_DEPTH
              + " deep.");
      return null;
    }
    return path;
  }

  private static void checkPath(
      YamlMapping entry, String name, List<String> path, List<SourceColumn> columns) {
    for (SourceColumn other : columns) {
      int common = Math.min(path.size(), other.path().size());
      if (path.subList(0, common).equals(other.path().subList(0, common))) {
        entry.report(
            "path",
            "The columns "
                + other.column().name()
                + " and "
                + name
                + " take the same part of the event. Give them different paths.");
      }
    }
  }
}
