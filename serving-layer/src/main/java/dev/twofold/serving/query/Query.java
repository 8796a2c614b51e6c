package dev.twofold.serving.query;

import dev.twofold.view.Layer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A question to one view, checked against it. Times are milliseconds since 1970, UTC.
 *
 * @param equal the value that each filtered key column must have, by column name; null for NULL
 * @param by indexes of the key columns to group by, ascending; the states of keys that agree in
 *     these are merged
 * @param from panes that start before it are left out; {@link Long#MIN_VALUE} for no bound
 * @param to panes that start at it or later are left out; {@link Long#MAX_VALUE} for no bound
 * @param order what to sort by first; what is equal then stands by ascending key, then by window
 * @param limit rows to return; empty for the server's default
 * @param limitPerWindow rows to keep of each window, the first in the order; empty for all
 * @param measures indexes of the measures to return, in the order asked for
 * @param check whether the layers are to be compared where they overlap
 * @param generation the batch generation to pin; empty for the current one
 */
public record Query(
    Map<String, Object> equal,
    List<Integer> by,
    long from,
    long to,
    Windows windows,
    List<Order> order,
    OptionalInt limit,
    OptionalInt limitPerWindow,
    List<Integer> measures,
    OptionalLong generation,
    Layer layer,
    Check check) {
  /** Whether an answer is to be checked before it is given. */
  public enum Check {
    NONE,
    /** Where both layers hold states of the same epochs, they are compared. */
    LAYERS
  }

  /** What a row can be sorted by: a key column, a measure, or the start of its window. */
  public enum Target {
    KEY,
    MEASURE,
    WINDOW
  }

  public enum Direction {
    ASCENDING,
    DESCENDING
  }

  /**
   * One step of a sort order.
   *
   * @param index of the key column or the measure; 0 for the window
   */
  public record Order(Target target, int index, Direction direction) {}

  public Query {
    equal = Collections.unmodifiableMap(new LinkedHashMap<>(equal));
    by = List.copyOf(by);
    order = List.copyOf(order);
    measures = List.copyOf(measures);
  }
}
