package dev.twofold.speed.job;

import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasures;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.Serializable;
import java.util.List;

/**
 * What one job does, as its operators need to know it.
 *
 * @param views one per view version
 * @param erasures whose events are passed over
 * @param initial where a cold start begins to read
 */
record JobSpec(
    Settings settings,
    SourceDefinition source,
    List<FoldedView> views,
    Erasures erasures,
    String topicId,
    long incarnation,
    List<Position> initial)
    implements Serializable {
  JobSpec {
    views = List.copyOf(views);
    initial = List.copyOf(initial);
  }

  /** The fold of the view version that a state belongs to. */
  Fold fold(long view) {
    for (FoldedView folded : views) {
      if (folded.id() == view) {
        return folded.fold();
      }
    }
    throw new IllegalArgumentException(
        "No view of source %s has version %012x".formatted(source.name(), view));
  }

  EpochClock clock() {
    return EpochClock.of(settings.epoch());
  }
}
