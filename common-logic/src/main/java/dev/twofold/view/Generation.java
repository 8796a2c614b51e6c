package dev.twofold.view;

import dev.twofold.epoch.Position;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One published state of a batch view. Its EPOCHS segments tile {@code [0, through)}.
 *
 * @param number counts up from 1 within a view version
 * @param snapshotId the table's snapshot that holds it
 * @param through the seam: batch answers for epochs below it, speed from it on
 * @param positions where the cut lies in each partition, by partition
 * @param events events in all its segments
 * @param erasures ids of those whose events are in none of its segments
 */
public record Generation(
    long number,
    long snapshotId,
    long through,
    String topicId,
    Map<Integer, Position> positions,
    List<Segment> segments,
    Instant publishedAt,
    String codeVersion,
    long events,
    Set<String> erasures)
    implements Serializable {
  public Generation {
    positions = Map.copyOf(positions);
    segments = List.copyOf(segments);
    erasures = Set.copyOf(erasures);
  }

  /** Of a source of which nothing was ever erased. */
  public Generation(
      long number,
      long snapshotId,
      long through,
      String topicId,
      Map<Integer, Position> positions,
      List<Segment> segments,
      Instant publishedAt,
      String codeVersion,
      long events) {
    this(
        number,
        snapshotId,
        through,
        topicId,
        positions,
        segments,
        publishedAt,
        codeVersion,
        events,
        Set.of());
  }
}
