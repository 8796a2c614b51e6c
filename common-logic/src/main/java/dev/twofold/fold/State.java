package dev.twofold.fold;

/**
 * The live, mergeable state of one (view, key, pane) over some events. Made and read by its {@link
 * Fold}. Not thread-safe.
 */
public final class State {
  long events;
  final Accumulator[] parts;

  State(long events, Accumulator[] parts) {
    this.events = events;
    this.parts = parts;
  }

  /** How many events were folded in. */
  public long events() {
    return events;
  }

  /**
   * Reads a little of each part, so that all are near when one adds to them. The result says
   * nothing.
   */
  int touch() {
    int counts = 0;
    for (Accumulator part : parts) {
      counts += part.getClass() == Count.class ? 1 : 0;
    }
    return counts;
  }
}
