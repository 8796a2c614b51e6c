package dev.twofold.batch.job;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterRetention;
import dev.twofold.batch.views.OrphanFiles;
import dev.twofold.batch.views.Retention;
import dev.twofold.batch.views.Retirement;
import dev.twofold.definition.Settings;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** Lets go, once the work of a command is done, of what no retained generation needs. */
final class Upkeep {
  private final Run run;
  private final Settings.Retention retention;

  Upkeep(Run run) {
    this.run = run;
    retention = run.project().settings().retention();
  }

  /** Lets old generations of a view go and tells where it stands. */
  void conclude(Fold view) {
    Optional<BatchViewTable> table = run.warehouse().findView(view);
    Optional<Generation> current = table.flatMap(found -> found.version().current());
    if (current.isEmpty()) {
      run.progress().line("view", view.view(), "nothing published yet");
      return;
    }
    if (Retirement.isDue(table.get())) {
      Retirement.retireAllButCurrent(table.get());
    }
    List<Long> expired =
        Retention.expire(table.get(), retention.generations(), retention.longestQuery());
    clean(view.view(), table.get().table());
    Generation generation = current.get();
    run.progress()
        .line(
            "view",
            view.view(),
            "generation %d, through %s, %,d rows in %d segment%s, %,d events%s",
            generation.number(),
            run.start(generation.through()),
            generation.segments().stream().mapToLong(segment -> segment.rows()).sum(),
            generation.segments().size(),
            generation.segments().size() == 1 ? "" : "s",
            generation.events(),
            expired.isEmpty() ? "" : "; expired " + expired);
  }

  /** Lets old snapshots of the master dataset go. What cannot go now goes after a later run. */
  void expireLandings(SourceDefinition source) {
    try {
      List<Fold> views =
          run.project().views().stream()
              .filter(view -> view.source().equals(source.name()))
              .toList();
      MasterDataset master = run.warehouse().master(source);
      MasterRetention.expire(run.warehouse(), master, views, retention.longestQuery());
    } catch (RuntimeException e) {
      run.progress().line("expire", source.name(), "left to the next run: %s", e.getMessage());
    }
  }

  /** Deletes what runs that died have left behind. What cannot go now goes after a later run. */
  void clean(String name, Table table) {
    try {
      int files = OrphanFiles.delete(table, Instant.now().minus(OrphanFiles.AGE));
      if (files > 0) {
        run.progress().line("clean", name, "deleted %d files of runs that died", files);
      }
    } catch (RuntimeException e) {
      run.progress().line("clean", name, "left to the next run: %s", e.getMessage());
    }
  }
}
