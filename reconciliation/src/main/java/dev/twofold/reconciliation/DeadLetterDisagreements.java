package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.view.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records of some epochs that one layer refused and the other did not, or not for the same
 * reason.
 *
 * @param from the first epoch that was looked at; dead letters of earlier ones are let go of
 * @param letters how many records at least one layer refused
 * @param disagreements in the order of the log, at most as many as are told
 * @param different how many disagreements there are in all
 */
record DeadLetterDisagreements(
    long from, long letters, List<Disagreement> disagreements, long different) {
  static final DeadLetterDisagreements NONE = noneFrom(Long.MIN_VALUE);

  static DeadLetterDisagreements noneFrom(long epoch) {
    return new DeadLetterDisagreements(epoch, 0, List.of(), 0);
  }

  /** What of a range of epochs was looked at. */
  EpochRange of(EpochRange range) {
    return new EpochRange(Math.min(range.to(), Math.max(range.from(), from)), range.to());
  }

  /**
   * One record.
   *
   * @param batch why batch refused it; null where it did not
   * @param speed why speed refused it; null where it did not
   */
  record Disagreement(At at, String batch, String speed) {
    /** The layer that took the record; null where neither did. */
    Layer taker() {
      if (batch == null) {
        return Layer.BATCH;
      }
      return speed == null ? Layer.SPEED : null;
    }

    Difference difference() {
      String told =
          taker() == null
              ? "Batch refused it for \"" + batch + "\", speed for \"" + speed + "\"."
              : taker() == Layer.BATCH
                  ? "Speed refused it, \""
                      + speed
                      + "\"; the master dataset has no such dead letter."
                  : "Batch refused it, \"" + batch + "\"; speed has no such dead letter.";
      return new Difference(
          Cause.DEAD_LETTER,
          null,
          Map.of(),
          null,
          null,
          new EpochRange(at.epoch(), at.epoch() + 1),
          null,
          null,
          null,
          List.of(at),
          Difference.Certainty.EXACT,
          told);
    }
  }

  /** Whether a view's difference comes from records that only one layer refused. */
  void explain(Diagnosis diagnosis) {
    if (disagreements.isEmpty() || diagnosis.wrong() == null) {
      return;
    }
    if (diagnosis.cause() == Cause.LOST_BY_SPEED) {
      Map<List<Long>, At> refused = new TreeMap<>((a, b) -> compare(a, b));
      disagreements.stream()
          .filter(each -> each.taker() == Layer.BATCH)
          .forEach(each -> refused.put(place(each.at), each.at));
      List<At> both = new ArrayList<>();
      for (At at : diagnosis.positions()) {
        if (refused.containsKey(place(at))) {
          both.add(at);
        }
      }
      if (both.size() == -diagnosis.surplus()) {
        diagnosis.isDeadLetters(both);
      }
    } else if (diagnosis.surplus() > 0
        && diagnosis.certainty() != Difference.Certainty.EXACT
        && diagnosis.isSpeedWrong()) {
      List<At> onlyBatch =
          disagreements.stream()
              .filter(each -> each.taker() == Layer.SPEED)
              .map(Disagreement::at)
              .filter(at -> diagnosis.epochs().contains(at.epoch()))
              .toList();
      if (onlyBatch.size() >= diagnosis.surplus()) {
        diagnosis.isDeadLetters(onlyBatch);
      }
    }
  }

  private static List<Long> place(At at) {
    return List.of((long) at.partition(), at.offset());
  }

  private static int compare(List<Long> a, List<Long> b) {
    int order = Long.compare(a.get(0), b.get(0));
    return order == 0 ? Long.compare(a.get(1), b.get(1)) : order;
  }
}
