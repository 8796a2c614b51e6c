package dev.twofold.batch.job;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.DeadLetterExpiry;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterRetention;
import dev.twofold.batch.views.OrphanFiles;
import dev.twofold.batch.views.Retention;
import dev.twofold.batch.views.Retirement;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochClock;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/** Lets go, once the work of a command is done, of what is old and no retained generation needs. */
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
      run.progress().line("view", run.label(view), "nothing published yet");
      return;
    }
    if (Retirement.isDue(table.get())) {
      Retirement.retireAllButCurrent(table.get());
    }
    List<Long> expired =
        Retention.expire(table.get(), retention.generations(), retention.longestQuery());
    clean(run.label(view), table.get().table());
    Generation generation = current.get();
    run.progress()
        .line(
            "view",
            run.label(view),
            "generation %d, through %s, %,d rows in %d segment%s, %,d events%s",
            generation.number(),
            run.start(generation.through()),
            generation.segments().stream().mapToLong(segment -> segment.rows()).sum(),
            generation.segments().size(),
            generation.segments().size() == 1 ? "" : "s",
            generation.events(),
            expired.isEmpty() ? "" : "; expired " + expired);
  }

  /** Lets dead letters go that are older than the settings say. */
  void expireDeadLetters(SourceDefinition source) {
    if (retention.deadLetters() == null) {
      return;
    }
    EpochClock clock = run.project().clock();
    long floor = clock.epochOf(System.currentTimeMillis() - retention.deadLetters().toMillis());
    try {
      Run.planAgainAfterLostRace(() -> expireDeadLetters(source, floor));
    } catch (RuntimeException e) {
      run.progress().line("expire", source.name(), "left to the next run: %s", e.getMessage());
    }
  }

  private void expireDeadLetters(SourceDefinition source, long floor) {
    Run.Work work = run.begin();
    MasterDataset master = run.warehouse().master(source);
    Optional<DeadLetterExpiry> planned =
        DeadLetterExpiry.plan(master, floor, run.project().clock());
    if (planned.isEmpty()) {
      return;
    }
    work.checkMayCommit();
    try {
      long letters = planned.get().commit();
      if (letters > 0) {
        run.progress()
            .line(
                "expire",
                source.name(),
                "%,d dead letters from before %s",
                letters,
                run.start(floor));
      }
    } catch (LostRaceException e) {
      Run.delete(master.table(), planned.get().written());
      throw e;
    }
  }

  /** Lets old snapshots of the master dataset go. What cannot go now goes after a later run. */
  void expireLandings(SourceDefinition source) {
    try {
      List<Fold> views = run.project().versionsOf(source);
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
