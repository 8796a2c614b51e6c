package dev.twofold.fold;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the states of a view within what stores hold, by construction: aggregates that grow with
 * their input (sets, texts, top lists) share the room that the others leave. What each then holds
 * follows from the view alone, so both layers agree.
 */
final class StateSize {
  /** Of a state's bytes, those before its fields. */
  private static final int HEADER = 16;

  /** No aggregate is cut back further: what is left would hold next to nothing. */
  private static final int LEAST_FRACTION = 16;

  private StateSize() {}

  /**
   * The measures, those that can be smaller made as small as all together have to be.
   *
   * @throws IllegalArgumentException where that is not enough
   */
  static List<Measure> limit(List<Measure> measures) {
    long fixed = HEADER;
    long flexible = 0;
    for (Measure measure : measures) {
      long bytes = measure.aggregate().maxBytes();
      if (isFlexible(measure.aggregate())) {
        flexible += bytes;
      } else {
        fixed += bytes;
      }
    }
    long left = Fold.MAX_STATE_BYTES - fixed;
    if (flexible <= left) {
      return List.copyOf(measures);
    }
    if (left <= 0 || flexible > LEAST_FRACTION * left) {
      throw new IllegalArgumentException(
          "The view's states could take more than the "
              + (Fold.MAX_STATE_BYTES >> 20)
              + " MiB that stores hold: split the view");
    }
    List<Measure> limited = new ArrayList<>();
    for (Measure measure : measures) {
      AggregateSpec spec = measure.aggregate();
      // No product here is beyond a long.
      long share = spec.maxBytes() * left / flexible;
      limited.add(isFlexible(spec) ? new Measure(measure.name(), spec.within(share)) : measure);
    }
    return List.copyOf(limited);
  }

  private static boolean isFlexible(AggregateSpec spec) {
    return !spec.within(spec.maxBytes() / 2).equals(spec);
  }
}
