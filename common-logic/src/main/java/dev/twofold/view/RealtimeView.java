package dev.twofold.view;

import dev.twofold.epoch.EpochRange;
import java.util.Map;
import java.util.Set;

/** The real-time view of one view version, to read. Thread-safe. */
public interface RealtimeView {
  /** The ledger as it is now. */
  Ledger ledger();

  /** The floor as it is now: rows of epochs below it may be gone. */
  default long floor() {
    return ledger().floor();
  }

  /** The ids of all erasures as they are now: rows of incarnations without them may be gone. */
  default Set<String> erasures() {
    return ledger().erasures();
  }

  /**
   * Where the last record of an epoch below {@code epoch} ends, the offset after it, in each of
   * these partitions that the incarnation has read such a record of. Read after a ledger, it knows
   * all records below the ledger's positions, where those have passed the epoch.
   */
  Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions);

  /**
   * Yields the incarnation's states of the slice for those epochs; a (key, pane) comes once per
   * epoch that holds it.
   */
  void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into);
}
