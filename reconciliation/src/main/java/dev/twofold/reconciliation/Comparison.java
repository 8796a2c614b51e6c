package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What came of comparing the layers over one range of epochs: a segment of a view, or the dead
 * letters of a source.
 *
 * @param view null for dead letters
 * @param version of the view; null for dead letters
 * @param generation the one that published the segment
 * @param segment id; null for dead letters
 * @param from start of the epochs
 * @param to end of the epochs
 * @param reason why it was not compared; empty where it was
 * @param compared how many (key, pane), or records, at least one layer has
 * @param equal how many of them are the same in both
 * @param batchEvents events that the batch layer's states hold
 * @param speedEvents events that the speed layer's states hold
 * @param incarnations of the speed layer that answered
 * @param codeVersion of the batch layer that folded the segment
 * @param causes how many of the differences examined have each cause
 * @param differences those examined, the worst first
 */
public record Comparison(
    String source,
    String view,
    String version,
    long generation,
    String segment,
    EpochRange epochs,
    Instant from,
    Instant to,
    Outcome outcome,
    String reason,
    long compared,
    long equal,
    long batchEvents,
    long speedEvents,
    List<Long> incarnations,
    String codeVersion,
    long millis,
    Map<Cause, Long> causes,
    List<Difference> differences) {
  /** How a comparison ended. */
  public enum Outcome {
    EQUAL,
    DIFFERENT,
    /** The speed layer has not sealed the epochs yet: the next run compares them. */
    WAITING,
    /** It cannot be compared, now or later. */
    NOT_COMPARED,
    /** A store could not be read: a retry may help. */
    FAILED
  }

  public Comparison {
    incarnations = List.copyOf(incarnations);
    // In the order of the causes: a report of the same night has the same bytes on every machine.
    Map<Cause, Long> ordered = new EnumMap<>(Cause.class);
    ordered.putAll(causes);
    causes = Collections.unmodifiableMap(ordered);
    differences = List.copyOf(differences);
  }

  public long different() {
    return compared - equal;
  }

  /** "edits_by_channel", "dead letters of wiki_edits". */
  public String subject() {
    return view == null ? "dead letters of " + source : view;
  }
}
