package dev.twofold.view;

import java.util.List;
import java.util.Optional;

/** The batch view of one view version, to read. Thread-safe. */
public interface BatchView {
  /** Every retained generation, oldest first. */
  List<Generation> generations();

  /** Pins the current generation; empty before the first is published. */
  Optional<Pinned> pinCurrent();

  /**
   * Pins a generation by number.
   *
   * @throws UnknownGenerationException where it was never published or has expired
   */
  Pinned pin(long number);

  /** A generation held for one query: its files stay until it is closed. */
  interface Pinned extends AutoCloseable {
    Generation generation();

    /** Yields a segment's states of the slice. */
    void read(Segment segment, Slice slice, StateConsumer into);

    /**
     * Yields each segment's states of the slice; a (key, pane) comes once per segment that holds
     * it.
     */
    default void read(Slice slice, StateConsumer into) {
      generation().segments().forEach(segment -> read(segment, slice, into));
    }

    @Override
    void close();
  }
}
