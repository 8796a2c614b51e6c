package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Layer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One difference between the layers, with the evidence.
 *
 * @param wrong which layer does not hold what the master dataset gives; null where that is not
 *     known
 * @param key by column, as text; null for NULL. Empty for a dead letter
 * @param windowStart null for a view without windows, and for a dead letter
 * @param windowEnd null as {@code windowStart} is
 * @param epochs the narrowest range that is known to hold the events behind it
 * @param batch what the batch layer holds; null where it has nothing
 * @param speed what the speed layer holds; null where it has nothing
 * @param recomputed what today's code makes of the master dataset; null where that has no events of
 *     it, or was not asked
 * @param positions the events behind it, by partition and offset; the first of them where there are
 *     many
 * @param certainty what the positions are
 * @param explanation for people
 */
public record Difference(
    Cause cause,
    Layer wrong,
    Map<String, Object> key,
    Instant windowStart,
    Instant windowEnd,
    EpochRange epochs,
    Result batch,
    Result speed,
    Result recomputed,
    List<At> positions,
    Certainty certainty,
    String explanation) {
  /**
   * What a state says.
   *
   * @param measures by name, as JSON can say them; null for NULL
   */
  public record Result(long events, Map<String, Object> measures) {}

  /**
   * Where an event lies in the log.
   *
   * @param ingestedAt null where it is not in the master dataset
   */
  public record At(int partition, long offset, long epoch, Instant ingestedAt) {}

  /** What the positions of a difference are. */
  public enum Certainty {
    /** They are the events: no others make the difference. */
    EXACT,
    /** The events are among them. */
    AMONG,
    /** They are all events of the state, or none are known. */
    UNKNOWN
  }

  public Difference {
    positions = List.copyOf(positions);
  }
}
