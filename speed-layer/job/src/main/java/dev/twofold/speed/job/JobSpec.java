package dev.twofold.speed.job;

import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one job does, as its operators need to know it.
 *
 * @param folds one per view version, in the order of their versions: a state's view is its index
 *     here
 * @param initial where a cold start begins to read
 */
record JobSpec(
    Settings settings,
    SourceDefinition source,
    List<Fold> folds,
    String topicId,
    long incarnation,
    List<Position> initial)
    implements Serializable {
  JobSpec {
    folds = List.copyOf(folds);
    initial = List.copyOf(initial);
  }

  /** Each view version once, in a fixed order: two names of one meaning share their rows. */
  static List<Fold> byVersion(List<Fold> views) {
    Map<String, Fold> folds = new TreeMap<>(Comparator.naturalOrder());
    views.forEach(fold -> folds.putIfAbsent(fold.version(), fold));
    return List.copyOf(folds.values());
  }

  EpochClock clock() {
    return EpochClock.of(settings.epoch());
  }
}
