package dev.twofold.speed.job;

import dev.twofold.fold.Fold;
import java.io.Serializable;

/**
 * A view version that a job folds.
 *
 * @param id what states know it by: the same while other views come and go
 * @param fromEpoch the first epoch whose events it folds
 */
record FoldedView(long id, Fold fold, long fromEpoch) implements Serializable {
  FoldedView(Fold fold, long fromEpoch) {
    this(Long.parseUnsignedLong(fold.version(), 16), fold, fromEpoch);
  }
}
