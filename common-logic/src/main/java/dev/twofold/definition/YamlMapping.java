package dev.twofold.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file, read key by key. Each accessor reports what is wrong with its value,
 * with file, line and column, and then yields the default. {@link #finish} reports the keys that
 * nobody asked for. Values given by dotted name on the command line replace those of the file.
 */
final class YamlMapping {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");

  private final String file;
  private final String prefix;
  private final Node where;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();
  private final Map<String, String> overrides;
  private final Diagnostics diagnostics;

  private YamlMapping(
      String file,
      String prefix,
      Node node,
      Map<String, String> overrides,
      Diagnostics diagnostics) {
    this.file = file;
    this.prefix = prefix;
    this.where = node;
    this.overrides = overrides;
    this.diagnostics = diagnostics;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : null;
        if (key == null) {
          report(tuple.getKeyNode(), "A key must be plain text.");
        } else if (entries.putIfAbsent(key, tuple) != null) {
          report(tuple.getKeyNode(), "The key " + prefix + key + " is there twice. Keep one.");
        }
      }
    } else if (node != null && !isNull(node)) {
      report(node, "Expected keys and values here (\"key: value\").");
    }
  }

  /** Reads a file's text; a text that is no YAML is reported and then read as an empty mapping. */
  static YamlMapping parse(
      String file, String text, Map<String, String> overrides, Diagnostics diagnostics) {
    Node root = null;
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file).build();
      root = new Compose(settings).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      diagnostics.add(
          file,
          mark.map(Mark::getLine).orElse(0) + 1,
          mark.map(Mark::getColumn).orElse(0) + 1,
          "This is not YAML: " + e.getProblem() + ".");
    } catch (YamlEngineException e) {
      diagnostics.add(file, 1, 1, "This is not YAML: " + e.getMessage() + ".");
    }
    return new YamlMapping(file, "", root, overrides, diagnostics);
  }

  /** The value's text, or null where there is none. */
  String text(String key) {
    known.add(key);
    String override = overrides.get(prefix + key);
    if (override != null) {
      return override;
    }
    Node value = value(key);
    if (value == null) {
      return null;
    }
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    report(value, prefix + key + " must be one value, not a list or a mapping.");
    return null;
  }

  String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  /** The value's text; reports where there is none and yields null. */
  String requiredText(String key, String example) {
    String text = text(key);
    if (text == null || text.isBlank()) {
      report(
          key, "The key " + prefix + key + " is missing. Add it, for example \"" + example + "\".");
      return null;
    }
    return text;
  }

  /** A whole number in {@code [least, most]}. */
  long integer(String key, long otherwise, long least, long most) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    if (INTEGER.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (least <= number && number <= most) {
        return number;
      }
    }
    report(
        key,
        prefix
            + key
            + " must be a whole number from "
            + least
            + " to "
            + most
            + ", not \""
            + text
            + "\".");
    return otherwise;
  }

  boolean flag(String key) {
    String text = text(key);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      report(key, prefix + key + " must be true or false, not \"" + text + "\".");
    }
    return "true".equals(text);
  }

  /** A positive length of time, such as 500ms, 2s, 5m, 1h, 1d. */
  Duration duration(String key, Duration otherwise) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      if (!duration.isZero()) {
        return duration;
      }
    }
    report(
        key,
        prefix
            + key
            + " must be a positive length of time, a number with ms, s, m, h or d (\"10s\"), not \""
            + text
            + "\".");
    return otherwise;
  }

  /** Its keys, in their order. */
  List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /** The mapping under the key; an empty one where there is none. */
  YamlMapping mapping(String key) {
    known.add(key);
    return new YamlMapping(file, prefix + key + ".", value(key), overrides, diagnostics);
  }

  /** The mappings of the list under the key. */
  List<YamlMapping> list(String key) {
    known.add(key);
    List<YamlMapping> list = new ArrayList<>();
    Node value = value(key);
    if (value instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        list.add(new YamlMapping(file, "", element, Map.of(), diagnostics));
      }
    } else if (value != null) {
      report(value, prefix + key + " must be a list (lines that begin with \"- \").");
    }
    return list;
  }

  /** Every key and value of this mapping, as they are. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : List.copyOf(entries.keySet())) {
      texts.put(key, text(key, ""));
    }
    overrides.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && name.length() > prefix.length()) {
            texts.put(name.substring(prefix.length()), value);
          }
        });
    return texts;
  }

  /** Reports the keys that were not asked for. */
  void finish() {
    entries.forEach(
        (key, tuple) -> {
          if (!known.contains(key)) {
            report(
                tuple.getKeyNode(),
                "Unknown key " + prefix + key + "." + Suggestion.hint(prefix + key, knownNames()));
          }
        });
  }

  /** The dotted names of this mapping's keys that have been asked for. */
  Set<String> knownNames() {
    Set<String> names = new TreeSet<>();
    known.forEach(key -> names.add(prefix + key));
    return names;
  }

  /** Reports at the key's value, or at the mapping where the key is not there. */
  void report(String key, String message) {
    Node value = overrides.containsKey(prefix + key) ? null : value(key);
    report(value == null ? where : value, message);
  }

  /**
   * Yields what the supplier makes; reports its IllegalArgumentException at the key and yields
   * null.
   */
  <T> T orReport(String key, Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IllegalArgumentException e) {
      report(key, e.getMessage());
      return null;
    }
  }

  private Node value(String key) {
    NodeTuple tuple = entries.get(key);
    return tuple == null || isNull(tuple.getValueNode()) ? null : tuple.getValueNode();
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private void report(Node node, String message) {
    Optional<Mark> mark = node == null ? Optional.empty() : node.getStartMark();
    diagnostics.add(
        file,
        mark.map(Mark::getLine).orElse(0) + 1,
        mark.map(Mark::getColumn).orElse(0) + 1,
        message);
  }
}
