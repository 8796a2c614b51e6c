package dev.twofold.serving.query;

import dev.twofold.data.Column;
import dev.twofold.definition.Suggestion;
import dev.twofold.fold.Fold;
import dev.twofold.fold.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request, each at most once, every one of them known to the view. */
final class Parameters {
  /**
   * The parameters that every view has. A key column of the same name is filtered as {@code
   * key.NAME}.
   */
  static final List<String> NAMES =
      List.of(
          "from",
          "to",
          "window",
          "slide",
          "by",
          "order",
          "limit",
          "limit_per_window",
          "measures",
          "generation",
          "layer",
          "verify",
          "format");

  private static final String KEY_PREFIX = "key.";
  private static final String NULL_SUFFIX = ".null";

  private final Fold fold;
  private final Map<String, String> own = new LinkedHashMap<>();
  private final Map<String, Object> equal = new LinkedHashMap<>();

  /**
   * @throws BadQueryException where a parameter is unknown, is given twice, or its value is not of
   *     the column's type
   */
  Parameters(Fold fold, Map<String, List<String>> given) {
    this.fold = fold;
    given.forEach(this::take);
  }

  private void take(String name, List<String> values) {
    if (values.size() > 1) {
      throw new BadQueryException(
          "The parameter " + name + " is given " + values.size() + " times.",
          "Give it once; ask once for each value and add up, or leave it out and group by the column.");
    }
    String value = values.get(0);
    if (NAMES.contains(name)) {
      own.put(name, value);
      return;
    }
    String bare = name.startsWith(KEY_PREFIX) ? name.substring(KEY_PREFIX.length()) : name;
    Optional<Column> column = key(bare);
    if (column.isPresent()) {
      filter(column.get(), ColumnText.parse(column.get(), value));
    } else if (bare.endsWith(NULL_SUFFIX) && key(withoutNull(bare)).isPresent()) {
      filterNull(key(withoutNull(bare)).get(), value);
    } else {
      throw unknown(name, bare);
    }
  }

  private static String withoutNull(String name) {
    return name.substring(0, name.length() - NULL_SUFFIX.length());
  }

  private void filterNull(Column column, String value) {
    if (!value.equals("true")) {
      throw new BadQueryException(
          "Cannot use " + column.name() + ".null=" + value + ".",
          "Ask for NULL with " + column.name() + ".null=true, or leave the parameter out.");
    }
    filter(column, null);
  }

  private void filter(Column column, Object value) {
    if (equal.containsKey(column.name())) {
      throw new BadQueryException(
          "The column " + column.name() + " is filtered twice.", "Filter each column once.");
    }
    equal.put(column.name(), value);
  }

  private BadQueryException unknown(String name, String bare) {
    if (fold.measures().stream().anyMatch(measure -> measure.name().equals(bare))) {
      return new BadQueryException(
          "Cannot filter by " + bare + ": it is a measure of view " + fold.view() + ".",
          "Filter by key columns only: " + keyNames() + ".");
    }
    List<String> known = new ArrayList<>(NAMES);
    fold.keys().forEach(key -> known.add(key.name()));
    return new BadQueryException(
        "View " + fold.view() + " has no parameter '" + name + "'.",
        Suggestion.nearest(bare, known)
            .map(near -> "Did you mean " + near + "?")
            .orElse(
                "Its key columns are "
                    + keyNames()
                    + "; the other parameters are "
                    + String.join(", ", NAMES)
                    + "."));
  }

  /** The values that key columns must have; null for NULL. */
  Map<String, Object> equal() {
    return equal;
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(own.get(name));
  }

  /** The parts of a comma-separated parameter; none where it is empty. */
  static List<String> list(String value) {
    List<String> parts = new ArrayList<>();
    for (String part : value.split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  private Optional<Column> key(String name) {
    return fold.keys().stream().filter(column -> column.name().equals(name)).findFirst();
  }

  String keyNames() {
    return fold.keys().isEmpty()
        ? "(none)"
        : String.join(", ", fold.keys().stream().map(Column::name).toList());
  }

  /** Index of a key column by name, -1 where there is none. */
  int keyIndex(String name) {
    return fold.keys().stream().map(Column::name).toList().indexOf(name);
  }

  /** Index of a measure by name, -1 where there is none. */
  int measureIndex(String name) {
    return fold.measures().stream().map(Measure::name).toList().indexOf(name);
  }
}
