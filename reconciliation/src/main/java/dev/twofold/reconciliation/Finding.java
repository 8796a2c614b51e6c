package dev.twofold.reconciliation;

import dev.twofold.fold.Fold;
import dev.twofold.view.StateRow;

/**
 * One (key, pane), with what each layer holds of it.
 *
 * @param pane start of the pane, milliseconds since 1970, UTC; 0 for a view without windows
 * @param batch the batch layer's state; null where it has none
 * @param speed the speed layer's state; null where it has none
 */
public record Finding(Verdict verdict, byte[] key, long pane, byte[] batch, byte[] speed) {
  static Finding missingInSpeed(StateRow batch) {
    return new Finding(Verdict.MISSING_IN_SPEED, batch.key(), batch.pane(), batch.state(), null);
  }

  static Finding missingInBatch(StateRow speed) {
    return new Finding(Verdict.MISSING_IN_BATCH, speed.key(), speed.pane(), null, speed.state());
  }

  static Finding both(StateRow batch, StateRow speed) {
    Verdict verdict = Verdict.of(batch.state(), speed.state());
    return new Finding(verdict, batch.key(), batch.pane(), batch.state(), speed.state());
  }

  long batchEvents() {
    return events(batch);
  }

  long speedEvents() {
    return events(speed);
  }

  /** By how many events the layers differ; more than any number where that cannot be read. */
  long weight() {
    return verdict == Verdict.UNREADABLE ? Long.MAX_VALUE : Math.abs(batchEvents() - speedEvents());
  }

  /** 0 where there is no state, or none that can be read. */
  private static long events(byte[] state) {
    if (state == null) {
      return 0;
    }
    try {
      return Fold.events(state);
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }
}
