package dev.twofold.serving.query;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Ledger;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import java.util.Map;
import java.util.Set;

/**
 * A real-time view that ends a read of too many rows: a reader holds them in memory until it has
 * all.
 */
public record BoundedRealtimeView(RealtimeView view, int maxRows) implements RealtimeView {
  @Override
  public Ledger ledger() {
    return view.ledger();
  }

  @Override
  public long floor() {
    return view.floor();
  }

  @Override
  public Set<String> erasures() {
    return view.erasures();
  }

  @Override
  public Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions) {
    return view.endsBelow(incarnation, epoch, partitions);
  }

  /**
   * @throws AnswerTooLargeException at the first row too many
   */
  @Override
  public void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
    int[] rows = {0};
    view.read(
        incarnation,
        epochs,
        slice,
        (key, pane, state) -> {
          if (++rows[0] > maxRows) {
            throw new AnswerTooLargeException(
                "The query reads more than "
                    + maxRows
                    + " states of the real-time view, the most that one query may.");
          }
          into.accept(key, pane, state);
        });
  }
}
