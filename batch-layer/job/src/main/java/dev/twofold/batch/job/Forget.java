package dev.twofold.batch.job;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterEraser;
import dev.twofold.batch.views.Moment;
import dev.twofold.batch.views.Retirement;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.ErasureCompiler;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.erasure.Erasures;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Erases events of a source from its master dataset and from its batch views. Each step finds out
 * what is left to do from what is there: one that was killed is finished by the next.
 *
 * @see dev.twofold.erasure
 */
final class Forget {
  private final Run run;
  private final SourceDefinition source;
  private final MasterDataset master;

  /**
   * Of the erasures that this one has carried out: how many events there were, by a view version's
   * table.
   */
  private final Map<String, Long> touched = new TreeMap<>();

  private final Set<String> done = new HashSet<>();

  Forget(Run run, SourceDefinition source) {
    this.run = run;
    this.source = source;
    master = run.warehouse().master(source);
  }

  /**
   * Whether the current generation is without the events that the master dataset is without: if it
   * is not, no segment can be added to it.
   *
   * @throws LostRaceException where the generation is of a later master dataset
   */
  static boolean isFree(BatchViewTable.Version view, MasterDataset.Version master) {
    Set<String> own = view.current().map(Generation::erasures).orElse(Set.of());
    if (!master.erased().containsAll(own)) {
      throw new LostRaceException("Events were erased meanwhile: plan again", null);
    }
    return own.equals(master.erased());
  }

  /**
   * Erases what the condition says of all that the topic holds now.
   *
   * @throws dev.twofold.definition.DefinitionException where it is no condition over the source
   */
  void forget(String condition, List<Fold> views) {
    // Where it does not compile nothing is recorded.
    ErasureCompiler.compile(source, List.of(Erasure.of(condition, "", Map.of())));
    record(condition);
    finish(views);
    tell(views);
  }

  /**
   * Does what is left to do of all that is recorded: of one that was killed, whatever it came to.
   * Views whose publishing is held are no exception.
   *
   * @param views all of the source
   */
  void finish(List<Fold> views) {
    if (master.version().erasures().isEmpty()) {
      return;
    }
    finished(views);
    views.forEach(view -> recompute(view, views));
    retire(views);
  }

  private void record(String condition) {
    MasterDataset.Version version = master.version();
    try (TopicLog log = new TopicLog(run.project().settings().kafka(), source.topic())) {
      TopicLog.Identity identity = log.identity();
      Map<Integer, Long> below = new HashMap<>(log.end(identity.partitions()));
      // What came from files lies below positions of its own.
      version
          .cut()
          .map(cut -> cut.positions().get(MasterDataset.FILES))
          .map(Position::nextOffset)
          .ifPresent(end -> below.put(MasterDataset.FILES, end));
      Erasure erasure = Erasure.of(condition, identity.id(), below);
      if (!version.erasures().contains(erasure)) {
        master.record(erasure);
      }
    }
  }

  /**
   * The master dataset to fold: one that is without the events of every recorded erasure. Until it
   * is, those that were landed are there, and later landings have passed over theirs: what is
   * folded then would be neither with them nor without.
   */
  MasterDataset.Version finished(List<Fold> views) {
    while (true) {
      MasterDataset.Version version = master.version();
      if (version.snapshotId().isEmpty() || version.unfinished().isEmpty()) {
        return version;
      }
      Run.planAgainAfterLostRace(() -> erase(views));
      letGo();
    }
  }

  private void erase(List<Fold> views) {
    Run.Work work = run.begin();
    MasterDataset.Version version = master.version();
    List<Erasure> unfinished = version.unfinished();
    if (version.snapshotId().isEmpty() || unfinished.isEmpty()) {
      return;
    }
    List<DataFile> files = MasterEraser.files(master, version);
    List<MasterEraser.Erased> erased =
        erased(files, version, ErasureCompiler.compile(source, unfinished), views);
    List<DataFile> replaced =
        IntStream.range(0, files.size())
            .filter(file -> erased.get(file).by() != null)
            .mapToObj(files::get)
            .toList();
    List<DataFile> by =
        erased.stream()
            .filter(file -> file.by() != null)
            .flatMap(file -> file.by().stream())
            .toList();
    Moment.ERASURE_WRITTEN.reached();
    work.checkMayCommit();
    try {
      master.erase(version, replaced, by);
    } catch (LostRaceException e) {
      Run.delete(master.table(), by);
      throw e;
    }
    unfinished.forEach(each -> done.add(each.id()));
    erased.forEach(
        file -> file.views().forEach((view, events) -> touched.merge(view, events, Long::sum)));
    run.progress()
        .line(
            "erase",
            source.name(),
            "%,d events, from %d of %d files of the master dataset, in %s",
            erased.stream().mapToLong(MasterEraser.Erased::events).sum(),
            replaced.size(),
            files.size(),
            work.time());
  }

  private List<MasterEraser.Erased> erased(
      List<DataFile> files, MasterDataset.Version version, Erasures erasures, List<Fold> views) {
    if (files.isEmpty()) {
      return List.of();
    }
    MasterEraser eraser =
        new MasterEraser(
            SerializableTable.copyOf(master.table()),
            source,
            version.cut().orElseThrow().topicId(),
            erasures,
            new ArrayList<>(views),
            UUID.randomUUID().toString());
    List<String> names = files.stream().map(DataFile::location).toList();
    List<Integer> tasks = IntStream.range(0, files.size()).boxed().toList();
    LongAccumulator events = run.phase("erase");
    return run.spark()
        .parallelize(tasks, tasks.size())
        .map(
            task -> {
              MasterEraser.Erased done =
                  eraser.erase(names.get(task), task, TaskContext.get().taskAttemptId());
              events.add(done.events());
              return done;
            })
        .collect();
  }

  /** Has the view's current generation be without them too, whether publishing is held or not. */
  private void recompute(Fold view, List<Fold> views) {
    Optional<BatchViewTable> table = run.warehouse().findView(view);
    if (table.isEmpty()) {
      return;
    }
    Run.planAgainAfterLostRace(
        () -> {
          BatchViewTable.Version version = table.get().version();
          MasterDataset.Version landed = finished(views);
          if (version.current().isEmpty() || isFree(version, landed)) {
            return;
          }
          if (held(version, landed).isEmpty() && !touched.containsKey(Warehouse.tableOf(view))) {
            String topic = landed.cut().orElseThrow().topic();
            table.get().confirm(version, topic, CodeVersion.current(), landed.erased());
          } else {
            new Recompute(run, source).publish(table.get(), version, landed, Windows.ALL);
          }
        });
  }

  /** Erasures whose events may be in the view, for all that this one knows. */
  private Set<String> held(BatchViewTable.Version version, MasterDataset.Version landed) {
    Set<String> held = new HashSet<>(landed.erased());
    held.removeAll(version.current().orElseThrow().erasures());
    held.removeAll(done);
    return held;
  }

  /** Deletes all that still holds them, at once. */
  private void retire(List<Fold> views) {
    for (Fold view : views) {
      Optional<BatchViewTable> table = run.warehouse().findView(view).filter(Retirement::isDue);
      List<Long> retired = table.map(Retirement::retireAllButCurrent).orElse(List.of());
      if (!retired.isEmpty()) {
        run.progress().line("retire", run.label(view), "generations %s", retired);
      }
    }
    letGo();
  }

  private void letGo() {
    int files = master.keepsErased() ? master.keepOnlyCurrent() : 0;
    if (files > 0) {
      run.progress().line("retire", source.name(), "%d files of the master dataset", files);
    }
  }

  private void tell(List<Fold> views) {
    for (Fold view : views) {
      run.progress()
          .line(
              "forget",
              run.label(view),
              touched.containsKey(Warehouse.tableOf(view))
                  ? "recomputed without %,d events"
                  : "had none of them",
              touched.getOrDefault(Warehouse.tableOf(view), 0L));
    }
  }
}
