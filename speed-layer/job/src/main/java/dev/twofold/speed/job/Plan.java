package dev.twofold.speed.job;

import dev.twofold.definition.ErasureCompiler;
import dev.twofold.definition.Project;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasures;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.speed.views.RealtimeErasures;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.fs.Path;

/**
 * How a source's job starts.
 *
 * @param checkpoints where its checkpoints go
 * @param restore the checkpoint to continue from; empty for a cold start
 */
record Plan(JobSpec spec, Path checkpoints, Optional<Path> restore) {

  /**
   * Continues the newest incarnation that has a checkpoint, else begins a new one: a repair is an
   * incarnation without any, and a cold start drops those of all before it. One that began without
   * an erasure holds its events, and is not continued. Views that the checkpoint knows go on as
   * they were; how new ones begin, {@link NewViews} decides.
   *
   * @throws RefusedException where a person has to decide
   */
  static Plan make(
      Project project, SourceDefinition source, Arguments arguments, CassandraSession cql) {
    Map<String, Fold> folds = byVersion(project.versionsOf(source));
    if (folds.isEmpty()) {
      throw new RefusedException("Source " + source.name() + " has no views: nothing to fold");
    }
    LedgerWriter ledger = new LedgerWriter(cql, source.name());
    Erasures erasures =
        ErasureCompiler.compile(source, new RealtimeErasures(cql, source.name()).all());
    Duration grace = project.settings().grace();
    Checkpoints checkpoints = new Checkpoints(arguments.stateUri(), source.name());
    try (TopicLog log = new TopicLog(project.settings().kafka(), source.topic())) {
      String topicId = TopicRules.check(log, source, project.settings().kafka());
      Optional<LedgerWriter.Life> begun =
          ledger.lives().stream()
              .filter(each -> checkpoints.latest(each).isPresent())
              .findFirst()
              .filter(each -> each.erasures().containsAll(erasures.ids()));
      if (begun.isPresent()) {
        LedgerWriter.Life life = begun.get();
        Optional<Path> latest = checkpoints.latest(life);
        Collection<Position> positions = CheckpointPositions.read(latest.get());
        LogCheck.check(log, source.topic(), life.topicId(), positions);
        NewViews views = new NewViews(life, positions, ledger.positions(life));
        if (!views.areBestReplayed(
            folds.keySet(), source, arguments, log, project.clock(), grace)) {
          LedgerWriter.Life goesOn = views.join(folds.keySet(), ledger, project.clock());
          return plan(project, source, folds, erasures, goesOn, List.of(), checkpoints, latest);
        }
      }
      ColdStart start = ColdStart.of(arguments.from(source.name()), log, project.clock(), grace);
      LogCheck.check(log, source.topic(), topicId, start.positions());
      Map<String, Long> fromEpochs = new TreeMap<>();
      folds.keySet().forEach(version -> fromEpochs.put(version, start.fromEpoch()));
      LedgerWriter.Life life = ledger.open(topicId, fromEpochs, erasures.ids());
      checkpoints.keepOnly(life);
      return plan(
          project, source, folds, erasures, life, start.positions(), checkpoints, Optional.empty());
    }
  }

  /** Each view version once: two names of one meaning share their rows. */
  private static Map<String, Fold> byVersion(List<Fold> views) {
    Map<String, Fold> folds = new TreeMap<>();
    views.forEach(fold -> folds.putIfAbsent(fold.version(), fold));
    return folds;
  }

  private static Plan plan(
      Project project,
      SourceDefinition source,
      Map<String, Fold> folds,
      Erasures erasures,
      LedgerWriter.Life life,
      List<Position> initial,
      Checkpoints checkpoints,
      Optional<Path> restore) {
    List<FoldedView> views =
        folds.values().stream()
            .map(fold -> new FoldedView(fold, life.fromEpochs().get(fold.version())))
            .toList();
    JobSpec spec =
        new JobSpec(
            project.settings(), source, views, erasures, life.topicId(), life.number(), initial);
    return new Plan(spec, checkpoints.of(life), restore);
  }
}
