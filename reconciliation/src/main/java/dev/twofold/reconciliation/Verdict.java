package dev.twofold.reconciliation;

import dev.twofold.fold.Fold;
import java.util.Arrays;

/** What comparing one (key, pane) of both layers says. */
public enum Verdict {
  /** Both layers hold the same bytes. */
  EQUAL,
  /** Speed counted events that batch has none of. */
  MISSING_IN_BATCH,
  /** Batch counted events that speed has none of. */
  MISSING_IN_SPEED,
  /** Both folded as many events and hold different states: the two ran different logic. */
  LOGIC_DRIFT,
  /** The layers folded different numbers of events: one lost some, or counted some twice. */
  DIFFERENT_COUNTS,
  /**
   * The bytes differ, and those of one layer are no state: they were damaged, or an unknown release
   * wrote them.
   */
  UNREADABLE;

  /** The verdict on two states of one (key, pane). */
  static Verdict of(byte[] batch, byte[] speed) {
    if (Arrays.equals(batch, speed)) {
      return EQUAL;
    }
    try {
      return Fold.events(batch) == Fold.events(speed) ? LOGIC_DRIFT : DIFFERENT_COUNTS;
    } catch (IllegalArgumentException e) {
      return UNREADABLE;
    }
  }
}
