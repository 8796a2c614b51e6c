package dev.twofold.view;

import dev.twofold.epoch.EpochRange;

/** The real-time view of one view version, to read. Thread-safe. */
public interface RealtimeView {
  /** The ledger as it is now. */
  Ledger ledger();

  /** The floor as it is now: rows of epochs below it may be gone. */
  default long floor() {
    return ledger().floor();
  }

  /**
   * Yields the incarnation's states of the slice for those epochs; a (key, pane) comes once per
   * epoch that holds it.
   */
  void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into);
}
