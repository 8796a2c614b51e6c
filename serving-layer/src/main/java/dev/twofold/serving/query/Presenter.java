package dev.twofold.serving.query;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.fold.Fold;
import dev.twofold.fold.Measure;
import dev.twofold.fold.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Turns the groups that a query returns into rows of values. */
final class Presenter {
  private final Fold fold;
  private final Query query;
  private final Map<String, Integer> unfit = new TreeMap<>();
  private final Map<String, String> reasons = new TreeMap<>();

  Presenter(Fold fold, Query query) {
    this.fold = fold;
    this.query = query;
  }

  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    query.by().forEach(index -> columns.add(fold.keys().get(index)));
    if (!query.windows().isAll()) {
      columns.add(new Column(QueryParser.WINDOW_START, DataType.TIMESTAMP, false));
      columns.add(new Column("window_end", DataType.TIMESTAMP, false));
    }
    for (int index : query.measures()) {
      columns.add(new Column(fold.measures().get(index).name(), fold.resultType(index), true));
    }
    return columns;
  }

  Object[] row(ResultRow group) {
    List<Object> values = new ArrayList<>();
    Object[] key = fold.keyValues(group.group().storedKey());
    query.by().forEach(index -> values.add(key[index]));
    if (!query.windows().isAll()) {
      values.add(group.key().window());
      values.add(group.key().window() + query.windows().length());
    }
    State state = group.group().state(fold);
    query.measures().forEach(index -> values.add(measure(state, index)));
    return values.toArray();
  }

  private Object measure(State state, int index) {
    String name = fold.measures().get(index).name();
    try {
      Object value = fold.present(state, index);
      if (value instanceof Double number && !Double.isFinite(number)) {
        return withheld(name, "it is " + number + ", which JSON cannot say");
      }
      return value;
    } catch (ArithmeticException e) {
      return withheld(name, e.getMessage());
    }
  }

  private Object withheld(String measure, String reason) {
    unfit.merge(measure, 1, Integer::sum);
    reasons.putIfAbsent(measure, reason);
    return null;
  }

  /** One for each measure that has no value in some row because the value does not fit. */
  List<String> warnings() {
    Set<Map.Entry<String, Integer>> entries = unfit.entrySet();
    return entries.stream()
        .map(
            entry ->
                entry.getKey()
                    + " is null in "
                    + entry.getValue()
                    + " of the rows returned: "
                    + reasons.get(entry.getKey()))
        .toList();
  }

  Map<String, String> errorBounds() {
    Map<String, String> bounds = new LinkedHashMap<>();
    for (int index : query.measures()) {
      Measure measure = fold.measures().get(index);
      if (!measure.aggregate().exact()) {
        bounds.put(measure.name(), measure.aggregate().errorBound());
      }
    }
    return bounds;
  }
}
