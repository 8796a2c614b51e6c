package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Epochs that the speed layer does not cover, folded anew from the master dataset: so that a
 * segment that it covers in part is compared as a whole. In memory, so of few records only.
 */
final class Refold {
  private static final long MOST_RECORDS = 2_000_000;

  private final Fold fold;
  private final Optional<Landed> master;
  private final List<EpochRange> epochs;

  Refold(Fold fold, Optional<Landed> master, List<EpochRange> epochs) {
    this.fold = fold;
    this.master = master;
    this.epochs = epochs;
  }

  /** Whether they are few enough. */
  boolean fits() {
    return master.isPresent()
        && epochs.stream().mapToLong(range -> records(range).atMost()).sum() <= MOST_RECORDS;
  }

  /** In order. */
  List<StateRow> states() {
    List<StateRow> states = new ArrayList<>();
    PreAggregator groups =
        new PreAggregator(
            fold,
            Integer.MAX_VALUE,
            (key, pane, epoch, state) -> states.add(new StateRow(key, pane, fold.encode(state))));
    for (EpochRange range : epochs) {
      records(range)
          .events(
              fold.reads(),
              record -> {
                if (record.rejected() == null && range.contains(record.epoch())) {
                  groups.add(record.row(), 0);
                }
              });
    }
    groups.flush();
    states.sort(SortedRows::compare);
    return states;
  }

  private Landed.Records records(EpochRange range) {
    return master.orElseThrow().records(range, null, null);
  }
}
