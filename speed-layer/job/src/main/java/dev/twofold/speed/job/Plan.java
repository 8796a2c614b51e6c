package dev.twofold.speed.job;

import dev.twofold.definition.Project;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.LedgerWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;

/**
 * How a source's job starts.
 *
 * @param checkpoints where its checkpoints go
 * @param restore the checkpoint to continue from; empty for a cold start
 */
record Plan(JobSpec spec, Path checkpoints, Optional<Path> restore) {

  /**
   * Continues the newest incarnation where it has a checkpoint, folds the same views and reads the
   * same topic; else begins a new one.
   *
   * @param from where a cold start begins, as {@link ColdStart#fromGeneration} reads it; null for
   *     the oldest in Kafka
   * @throws RefusedException where a person has to decide
   */
  static Plan make(
      Project project, SourceDefinition source, String state, String from, CassandraSession cql) {
    List<Fold> folds = JobSpec.byVersion(project.viewsOf(source));
    if (folds.isEmpty()) {
      throw new RefusedException("Source " + source.name() + " has no views: nothing to fold");
    }
    LedgerWriter ledger = new LedgerWriter(cql, source.name());
    Checkpoints checkpoints = new Checkpoints(state, source.name());
    try (TopicLog log = new TopicLog(project.settings().kafka(), source.topic())) {
      String topicId = TopicRules.check(log, source, project.settings().kafka());
      Optional<LedgerWriter.Life> newest = ledger.newest();
      Optional<Path> latest =
          newest
              .filter(life -> life.fromEpochs().keySet().equals(versions(folds)))
              .flatMap(checkpoints::latest);
      if (latest.isPresent()) {
        LedgerWriter.Life life = newest.orElseThrow();
        LogCheck.checkId(log, source.topic(), life.topicId());
        return plan(project, source, folds, life, List.of(), checkpoints, latest);
      }
      ColdStart start =
          from == null
              ? ColdStart.fromLog(log, project.clock())
              : ColdStart.fromGeneration(from, log);
      LogCheck.check(log, source.topic(), topicId, start.positions());
      Map<String, Long> fromEpochs =
          versions(folds).stream()
              .collect(Collectors.toMap(Function.identity(), version -> start.fromEpoch()));
      LedgerWriter.Life life = ledger.open(topicId, fromEpochs);
      checkpoints.keepOnly(life);
      return plan(project, source, folds, life, start.positions(), checkpoints, Optional.empty());
    }
  }

  private static Plan plan(
      Project project,
      SourceDefinition source,
      List<Fold> folds,
      LedgerWriter.Life life,
      List<Position> initial,
      Checkpoints checkpoints,
      Optional<Path> restore) {
    JobSpec spec =
        new JobSpec(project.settings(), source, folds, life.topicId(), life.number(), initial);
    return new Plan(spec, checkpoints.of(life), restore);
  }

  private static java.util.Set<String> versions(List<Fold> folds) {
    return folds.stream().map(Fold::version).collect(Collectors.toSet());
  }
}
