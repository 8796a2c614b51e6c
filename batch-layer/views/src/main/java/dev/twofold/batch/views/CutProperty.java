package dev.twofold.batch.views;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cuts of earlier landings as properties of a master dataset's table, of those whose snapshots were
 * let go of.
 *
 * <pre>
 * twofold.cut.12345  {"topic": "edits", "topic_id": "…", "partitions": […]}
 * </pre>
 *
 * The positions are as in {@link Summary}.
 */
final class CutProperty {
  private static final String PREFIX = "twofold.cut.";

  private CutProperty() {}

  static String name(long through) {
    return PREFIX + through;
  }

  static Optional<Cut> find(Map<String, String> properties, long through) {
    return Optional.ofNullable(properties.get(name(through)))
        .map(
            positions ->
                Summary.cut(
                    Map.of(Summary.THROUGH, Long.toString(through), Summary.POSITIONS, positions)));
  }

  /** The epochs whose cuts a table's properties hold. */
  static Set<Long> in(Map<String, String> properties) {
    return properties.keySet().stream()
        .filter(name -> name.startsWith(PREFIX))
        .map(name -> Long.parseLong(name.substring(PREFIX.length())))
        .collect(Collectors.toUnmodifiableSet());
  }
}
