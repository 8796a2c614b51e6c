package dev.twofold.reconciliation;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.view.Generation;
import dev.twofold.view.Layer;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.io.CloseableIterator;

/** Compares one segment of a view with the speed layer's rows of the same epochs. */
final class SegmentCheck {
  private static final int OFFENDERS = 50;

  private final ViewLayers layers;
  private final Optional<Landed> master;
  private final long mostRecords;

  /**
   * @param mostRecords the most of the master dataset that is read for one segment
   */
  SegmentCheck(ViewLayers layers, Optional<Landed> master, long mostRecords) {
    this.layers = layers;
    this.master = master;
    this.mostRecords = mostRecords;
  }

  /**
   * What came of it.
   *
   * @param reason why it was not compared; empty where it was
   */
  record Checked(Outcome outcome, String reason, Summary summary, List<Difference> differences) {
    static Checked not(Outcome outcome, String reason) {
      return new Checked(outcome, reason, new Summary(Map.of(), 0, 0, List.of()), List.of());
    }
  }

  Checked compare(
      Generation publisher,
      Segment segment,
      Ledger.Coverage coverage,
      DeadLetterDisagreements deadLetters)
      throws IOException {
    for (EpochRange hole : coverage.holes()) {
      if (!layers.isPast(publisher, hole)) {
        return Checked.not(
            Outcome.WAITING, "the speed layer has not sealed epochs " + hole + " yet");
      }
    }
    if (coverage.covers().isEmpty()) {
      return Checked.not(
          Outcome.NOT_COMPARED,
          "the speed layer has no rows of these epochs any more, or never had");
    }
    List<Iterator<StateRow>> stand = new ArrayList<>();
    if (!coverage.holes().isEmpty()) {
      Refold refold = new Refold(layers.fold(), master, coverage.holes());
      if (!refold.fits()) {
        return Checked.not(
            Outcome.NOT_COMPARED,
            "the speed layer has no rows of epochs "
                + coverage.holes()
                + ", and they are too many to fold anew from the master dataset");
      }
      stand.add(refold.states().iterator());
    }
    stand.add(layers.speedStates(coverage.covers()));
    Summary summary;
    try (CloseableIterator<StateRow> batch = layers.batchStates(publisher, segment)) {
      summary = Reconciliation.compare(batch, new MergedStates(layers.fold(), stand), OFFENDERS);
    } catch (IllegalArgumentException | RefusedException e) {
      return damaged(segment, e);
    }
    // Rows that expired while they were read are missing for a reason that is no drift.
    if (!layers.sealed(publisher, segment.range()).holes().equals(coverage.holes())) {
      return Checked.not(Outcome.WAITING, "real-time rows expired while they were read");
    }
    if (summary.isClean()) {
      return new Checked(Outcome.EQUAL, "", summary, List.of());
    }
    List<Difference> differences =
        new Examination(layers, publisher, segment, coverage.covers(), deadLetters)
            .examine(summary.offenders(), master, mostRecords);
    return new Checked(Outcome.DIFFERENT, "", summary, differences);
  }

  /**
   * The batch layer's rows are no states, or not in order: no row of the segment can be trusted.
   */
  private static Checked damaged(Segment segment, RuntimeException why) {
    Difference difference =
        new Difference(
            Cause.DAMAGED,
            Layer.BATCH,
            Map.of(),
            null,
            null,
            segment.range(),
            null,
            null,
            null,
            List.of(),
            Difference.Certainty.UNKNOWN,
            "The segment cannot be read as states of this view: " + why.getMessage());
    Summary summary = new Summary(Map.of(Verdict.UNREADABLE, segment.rows()), 0, 0, List.of());
    return new Checked(Outcome.DIFFERENT, "", summary, List.of(difference));
  }
}
