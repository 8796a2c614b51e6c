package dev.twofold.serving.query;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.definition.Suggestion;
import dev.twofold.fold.Fold;
import dev.twofold.fold.Measure;
import dev.twofold.serving.query.Query.Direction;
import dev.twofold.serving.query.Query.Order;
import dev.twofold.serving.query.Query.Target;
import dev.twofold.view.Layer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Reads a {@link Query} from the parameters of a request, and refuses what its view cannot answer.
 */
public final class QueryParser {
  /** The column of a row that tells its window. */
  public static final String WINDOW_START = "window_start";

  private final Fold fold;
  private final Parameters parameters;

  private QueryParser(Fold fold, Map<String, List<String>> given) {
    this.fold = fold;
    this.parameters = new Parameters(fold, given);
  }

  /**
   * @param given decoded query parameters
   * @throws BadQueryException where the view cannot answer that
   */
  public static Query parse(Fold fold, Map<String, List<String>> given) {
    return new QueryParser(fold, given).query();
  }

  private Query query() {
    TimeParameters times = new TimeParameters(fold, parameters);
    List<Integer> by = by();
    Windows windows = times.windows();
    OptionalInt limitPerWindow = count("limit_per_window");
    if (limitPerWindow.isPresent() && windows.isAll()) {
      throw new BadQueryException(
          "limit_per_window needs windows, and this query has none.", "Use limit instead.");
    }
    return new Query(
        parameters.equal(),
        by,
        times.from(),
        times.to(),
        windows,
        order(by, windows),
        count("limit"),
        limitPerWindow,
        measures(),
        generation(),
        layer(),
        check());
  }

  private List<Integer> by() {
    if (parameters.value("by").isEmpty()) {
      return IntStream.range(0, fold.keys().size()).boxed().toList();
    }
    TreeSet<Integer> chosen = new TreeSet<>();
    for (String name : Parameters.list(parameters.value("by").get())) {
      int index = parameters.keyIndex(name);
      if (index < 0) {
        throw noSuch("by", name, "key column", fold.keys().stream().map(Column::name).toList());
      }
      chosen.add(index);
    }
    return List.copyOf(chosen);
  }

  private List<Integer> measures() {
    if (parameters.value("measures").isEmpty()) {
      return IntStream.range(0, fold.measures().size()).boxed().toList();
    }
    List<Integer> chosen = new ArrayList<>();
    for (String name : Parameters.list(parameters.value("measures").get())) {
      int index = parameters.measureIndex(name);
      if (index < 0) {
        throw noSuch(
            "measures", name, "measure", fold.measures().stream().map(Measure::name).toList());
      }
      if (!chosen.contains(index)) {
        chosen.add(index);
      }
    }
    return chosen;
  }

  private List<Order> order(List<Integer> by, Windows windows) {
    List<Order> steps = new ArrayList<>();
    for (String step : Parameters.list(parameters.value("order").orElse(""))) {
      boolean descending = step.startsWith("-");
      String name = descending ? step.substring(1) : step;
      steps.add(target(name, by, windows, descending ? Direction.DESCENDING : Direction.ASCENDING));
    }
    return steps;
  }

  private Order target(String name, List<Integer> by, Windows windows, Direction direction) {
    int key = parameters.keyIndex(name);
    if (by.contains(key)) {
      return new Order(Target.KEY, key, direction);
    }
    int measure = parameters.measureIndex(name);
    if (measure >= 0 && fold.resultType(measure).kind() != DataType.Kind.LIST) {
      return new Order(Target.MEASURE, measure, direction);
    }
    if (name.equals(WINDOW_START) && !windows.isAll()) {
      return new Order(Target.WINDOW, 0, direction);
    }
    List<String> sortable = new ArrayList<>();
    by.forEach(index -> sortable.add(fold.keys().get(index).name()));
    IntStream.range(0, fold.measures().size())
        .filter(index -> fold.resultType(index).kind() != DataType.Kind.LIST)
        .forEach(index -> sortable.add(fold.measures().get(index).name()));
    if (!windows.isAll()) {
      sortable.add(WINDOW_START);
    }
    throw noSuch("order", name, "column to sort this answer by", sortable);
  }

  private BadQueryException noSuch(
      String parameter, String name, String what, Collection<String> known) {
    return new BadQueryException(
        "Cannot use "
            + parameter
            + "="
            + name
            + ": view "
            + fold.view()
            + " has no such "
            + what
            + ".",
        Suggestion.nearest(name, known)
            .map(near -> "Did you mean " + near + "?")
            .orElse(
                known.isEmpty() ? "It has none." : "There are " + String.join(", ", known) + "."));
  }

  private OptionalInt count(String name) {
    if (parameters.value(name).isEmpty()) {
      return OptionalInt.empty();
    }
    String value = parameters.value(name).get();
    try {
      int count = Integer.parseInt(value);
      if (count > 0) {
        return OptionalInt.of(count);
      }
    } catch (NumberFormatException e) {
      // Refused below, as zero is.
    }
    throw new BadQueryException(
        "Cannot use " + name + "=" + value + ".", "Give a whole number of 1 or more.");
  }

  private OptionalLong generation() {
    if (parameters.value("generation").isEmpty()) {
      return OptionalLong.empty();
    }
    String value = parameters.value("generation").get();
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw new BadQueryException(
          "Cannot use generation=" + value + ".",
          "Give a number that /v1/views/" + fold.view() + "/generations lists.");
    }
  }

  private Query.Check check() {
    String value = parameters.value("verify").orElse("false");
    return switch (value) {
      case "true" -> Query.Check.LAYERS;
      case "false" -> Query.Check.NONE;
      default ->
          throw new BadQueryException("Cannot use verify=" + value + ".", "Ask for verify=true.");
    };
  }

  private Layer layer() {
    String value = parameters.value("layer").orElse("merged");
    for (Layer layer : Layer.values()) {
      if (layer.name().toLowerCase(Locale.ROOT).equals(value)) {
        return layer;
      }
    }
    throw new BadQueryException(
        "Cannot use layer=" + value + ".", "Ask for layer=merged, batch or speed.");
  }
}
