package dev.twofold.reconciliation;

import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Difference.Certainty;
import dev.twofold.view.Layer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts a diagnosis into words. */
final class DifferenceWriter {
  private static final int MOST_POSITIONS = 100;

  private final Fold fold;
  private final String batchCode;

  DifferenceWriter(Fold fold, String batchCode) {
    this.fold = fold;
    this.batchCode = batchCode;
  }

  Difference write(Diagnosis diagnosis) {
    Finding finding = diagnosis.finding();
    boolean windows = fold.paneMillis() > 0;
    return new Difference(
        diagnosis.cause(),
        diagnosis.wrong(),
        Shown.key(fold, finding.key()),
        windows ? Instant.ofEpochMilli(finding.pane()) : null,
        windows ? Instant.ofEpochMilli(finding.pane() + fold.paneMillis()) : null,
        diagnosis.epochs(),
        Shown.result(fold, finding.batch()),
        Shown.result(fold, finding.speed()),
        Shown.result(fold, diagnosis.recomputed()),
        diagnosis.positions().stream().limit(MOST_POSITIONS).toList(),
        diagnosis.certainty(),
        explanation(diagnosis));
  }

  private String explanation(Diagnosis diagnosis) {
    Finding finding = diagnosis.finding();
    String counts =
        "Batch holds "
            + events(finding.batchEvents())
            + ", speed "
            + events(finding.speedEvents())
            + ". ";
    String what =
        switch (diagnosis.cause()) {
          case LOST_BY_SPEED ->
              "The master dataset has "
                  + events(-diagnosis.surplus())
                  + " more than the speed layer, all of them in batch.";
          case LOST_BY_BATCH ->
              diagnosis.surplus() > 0
                  ? "The speed layer counted "
                      + events(diagnosis.surplus())
                      + " that the master dataset lacks: landing lost them."
                  : "The master dataset has "
                      + events(-diagnosis.surplus())
                      + " more than the batch view, all of them in speed.";
          case COUNTED_TWICE ->
              "The "
                  + name(diagnosis.wrong())
                  + " layer has "
                  + events(diagnosis.surplus())
                  + " more than the master dataset.";
          case WRONG_SIDE_OF_SEAM -> seam(diagnosis);
          case LOGIC_DRIFT, SKETCH_ONLY -> drift(diagnosis);
          case DEAD_LETTER -> "One layer refused the records that the other counted.";
          case DAMAGED ->
              "What the " + name(diagnosis.wrong()) + " layer stores is no state of this view.";
          case UNEXPLAINED ->
              diagnosis.recomputed() == null
                  ? "The master dataset was not asked, or has no such events."
                  : "Neither is what the master dataset gives.";
        };
    return counts + what + where(diagnosis);
  }

  private String seam(Diagnosis diagnosis) {
    if (diagnosis.agreeing() == null) {
      return "They came behind a cut: the batch layer counts them after it, the speed layer before.";
    }
    return "Together with epochs "
        + diagnosis.agreeing()
        + ", beside it, both layers hold the same"
        + (diagnosis.wrong() == null
            ? "."
            : "; the " + name(diagnosis.wrong()) + " layer has them on the wrong side.");
  }

  private String drift(Diagnosis diagnosis) {
    Finding finding = diagnosis.finding();
    if (finding.batch() == null || finding.speed() == null) {
      return "The "
          + name(diagnosis.wrong())
          + " layer holds another state than today's code gives.";
    }
    String measures =
        Shown.differing(fold, finding.batch(), finding.speed()).stream()
            .map(measure -> fold.measures().get(measure).name())
            .collect(Collectors.joining(", "));
    return "They differ in "
        + (measures.isEmpty() ? "nothing that is shown" : measures)
        + ". "
        + (diagnosis.wrong() == null
            ? "Neither is what today's code gives."
            : "Today's code gives what the "
                + name(diagnosis.wrong() == Layer.BATCH ? Layer.SPEED : Layer.BATCH)
                + " layer holds.")
        + " Batch ran code "
        + batchCode
        + ".";
  }

  private static String where(Diagnosis diagnosis) {
    List<Difference.At> positions = diagnosis.positions();
    if (positions.isEmpty()) {
      return "";
    }
    if (diagnosis.certainty() == Certainty.EXACT) {
      return positions.size() == 1 ? " It is the event at " + first(positions) + "." : "";
    }
    return diagnosis.certainty() == Certainty.AMONG
        ? " Any of the positions named would make the same difference."
        : "";
  }

  private static String first(List<Difference.At> positions) {
    Difference.At at = positions.get(0);
    return "partition " + at.partition() + ", offset " + at.offset();
  }

  private static String events(long count) {
    return String.format(Locale.ROOT, "%,d event%s", count, count == 1 ? "" : "s");
  }

  private static String name(Layer layer) {
    return layer.name().toLowerCase(Locale.ROOT);
  }
}
