package dev.twofold.erasure;

import dev.twofold.data.Row;
import dev.twofold.fold.Fold;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The erasures of a source, compiled. Both layers ask it about each record that they decode.
 * Thread-safe; serializable, with the conditions as class bytes.
 */
public final class Erasures implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Compiled> all;

  /**
   * An erasure, and a view of one row a source: of the events that it erases.
   *
   * @param erased whose WHERE clause is the condition
   */
  public record Compiled(Erasure erasure, Fold erased) implements Serializable {}

  public Erasures(List<Compiled> all) {
    this.all = List.copyOf(all);
  }

  public static Erasures none() {
    return new Erasures(List.of());
  }

  /**
   * Whether a record that decoded is to be passed over. A condition that is NULL erases nothing.
   *
   * @param topicId of the topic that it was read from
   */
  public boolean erase(String topicId, int partition, long offset, Row event) {
    for (Compiled compiled : all) {
      Erasure erasure = compiled.erasure();
      if (erasure.reaches(partition, offset)
          && erasure.topicId().equals(topicId)
          && compiled.erased().accepts(event)) {
        return true;
      }
    }
    return false;
  }

  public List<Compiled> compiled() {
    return all;
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The columns that it looks at. */
  public Set<String> reads() {
    return all.stream()
        .flatMap(compiled -> compiled.erased().reads().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  public Set<String> ids() {
    return all.stream()
        .map(compiled -> compiled.erasure().id())
        .collect(Collectors.toUnmodifiableSet());
  }
}
