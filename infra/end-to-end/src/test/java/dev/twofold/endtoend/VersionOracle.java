package dev.twofold.endtoend;

import dev.twofold.cli.query.Answer;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many events each version of a source's views counts, below any positions. An event's offset
 * is its number in its partition: one sender sends them one after the other. Thread-safe.
 */
final class VersionOracle {
  private final EventDecoder decoder;
  private final Row row;
  private final List<List<byte[]>> log = new ArrayList<>();
  private final Map<String, Counted> versions = new HashMap<>();

  /** By partition, how many of the first events the version counts, of each number of them. */
  private record Counted(Fold fold, List<List<Long>> below) {}

  VersionOracle(SourceDefinition source) {
    decoder = Project.decoder(source, false);
    row = new Row(source.columns().size());
    for (int i = 0; i < source.partitions(); i++) {
      log.add(new ArrayList<>());
    }
  }

  /** An event that is about to be sent. */
  synchronized void add(int partition, byte[] event) {
    log.get(partition).add(event);
    versions.values().forEach(version -> count(version, partition, event));
  }

  /** Takes up a version that may answer from now on, with all that was sent before. */
  synchronized void know(Fold version) {
    if (versions.containsKey(version.version())) {
      return;
    }
    Counted counted = new Counted(version, new ArrayList<>());
    for (int partition = 0; partition < log.size(); partition++) {
      counted.below.add(new ArrayList<>(List.of(0L)));
      for (byte[] event : log.get(partition)) {
        count(counted, partition, event);
      }
    }
    versions.put(version.version(), counted);
  }

  private void count(Counted version, int partition, byte[] event) {
    if (decoder.decode(event, row) != null) {
      throw new IllegalArgumentException("No event");
    }
    List<Long> below = version.below.get(partition);
    below.add(below.get(below.size() - 1) + (version.fold.accepts(row) ? 1 : 0));
  }

  synchronized List<byte[]> events() {
    return log.stream().flatMap(List::stream).toList();
  }

  /** By partition, where the log of what was sent ends. */
  synchronized Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new TreeMap<>();
    for (int partition = 0; partition < log.size(); partition++) {
      ends.put(partition, (long) log.get(partition).size());
    }
    return ends;
  }

  /**
   * What is wrong with an answer, of the version that it names; empty where nothing is. It holds at
   * least the events below its positions, and at most those that were sent.
   */
  synchronized String fault(Answer answer) {
    Counted version = versions.get(version(answer));
    if (version == null) {
      return "a version that was never deployed: " + answer.provenance();
    }
    long counted = answer.batchEvents() + answer.speedEvents();
    long least = counted(version, answer.isExact() ? answer.speedPositions() : Map.of());
    long most = counted(version, ends());
    return least <= counted && counted <= most
        ? ""
        : "%d events, not [%d, %d]: %s".formatted(counted, least, most, answer.provenance());
  }

  private static long counted(Counted version, Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> version.below.get(end.getKey()).get(end.getValue().intValue()))
        .sum();
  }

  static String version(Answer answer) {
    return answer.provenance().path("version").asText();
  }
}
