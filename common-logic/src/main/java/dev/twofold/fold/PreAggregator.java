package dev.twofold.fold;

import dev.twofold.data.Row;

/**
 * A bounded hash map of live states: the local combine step of both layers. When {@code maxGroups} is reached it empties itself
 * into its output. Not thread-safe.
 */
public final class PreAggregator {
  /** Takes what is flushed. The state is the taker's. */
  @FunctionalInterface
  public interface Output {
    void accept(byte[] key, long pane, long epoch, State state);
  }

  public PreAggregator(Fold fold, int maxGroups, Output output) {
    throw new UnsupportedOperationException();
  }

  /** Folds the row in where the view accepts it. {@code epoch} is part of the group; the batch layer passes a constant. */
  public void add(Row row, long epoch) {
    throw new UnsupportedOperationException();
  }

  /** Puts out every group and forgets it. */
  public void flush() {
    throw new UnsupportedOperationException();
  }

  public int groups() {
    throw new UnsupportedOperationException();
  }
}
