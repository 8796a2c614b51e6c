package dev.twofold.view;

import dev.twofold.epoch.Position;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * One life of the speed layer as the ledger knows it, seen from one view version.
 *
 * @param number counts up; a newer incarnation has a higher one
 * @param fromEpoch the first epoch whose events it has all folded for this view version
 * @param sealedThrough epochs below it are sealed: every partition has positively passed them
 * @param positions by partition; every event below them is in its rows
 * @param backfills by partition, the offset below which records may have no ingestion time: those
 *     are in no epoch and not in its rows, but in a backfill of batch's
 * @param erasures ids of those that were there when it began: it has passed over their events
 */
public record Incarnation(
    long number,
    String topicId,
    long fromEpoch,
    long sealedThrough,
    Map<Integer, Position> positions,
    Map<Integer, Long> backfills,
    long recordedAtMillis,
    Set<String> erasures)
    implements Serializable {
  public Incarnation {
    positions = Map.copyOf(positions);
    backfills = Map.copyOf(backfills);
    erasures = Set.copyOf(erasures);
  }

  /** One of a source of which nothing was ever erased. */
  public Incarnation(
      long number,
      String topicId,
      long fromEpoch,
      long sealedThrough,
      Map<Integer, Position> positions,
      Map<Integer, Long> backfills,
      long recordedAtMillis) {
    this(
        number,
        topicId,
        fromEpoch,
        sealedThrough,
        positions,
        backfills,
        recordedAtMillis,
        Set.of());
  }

  /** One that was left no backfills. */
  public Incarnation(
      long number,
      String topicId,
      long fromEpoch,
      long sealedThrough,
      Map<Integer, Position> positions,
      long recordedAtMillis) {
    this(number, topicId, fromEpoch, sealedThrough, positions, Map.of(), recordedAtMillis);
  }
}
