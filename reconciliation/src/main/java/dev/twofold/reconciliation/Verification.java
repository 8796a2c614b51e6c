package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import java.util.List;
import java.util.Locale;

/**
 * What comparing the layers under one answer said.
 *
 * @param epochs the ranges that both layers hold, and that were compared
 * @param compared how many (key, pane) of them the query touches
 * @param different how many of those differ
 * @param reason what was not compared, and why; empty where all was
 */
public record Verification(
    Verdict verdict, List<EpochRange> epochs, long compared, long different, String reason) {
  /** How it ended. */
  public enum Verdict {
    EQUAL,
    DIFFERENT,
    NOT_COMPARED;

    /** In lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public Verification {
    epochs = List.copyOf(epochs);
  }

  /** That nothing was compared. */
  public static Verification none(String reason) {
    return new Verification(Verdict.NOT_COMPARED, List.of(), 0, 0, reason);
  }
}
