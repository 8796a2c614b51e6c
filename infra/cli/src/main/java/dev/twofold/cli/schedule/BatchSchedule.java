package dev.twofold.cli.schedule;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.RunRecord.Reason;
import dev.twofold.cli.CliException;
import dev.twofold.cli.alert.AlertHook;
import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Stopping;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.Project;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A project's schedule, with the batch layer's own job to run. */
public record BatchSchedule(Home home, StateFolder state, Target target, Terminal terminal) {
  /** Starts runs from now on; empty where the project has no schedule. */
  public Optional<ScheduledRuns> start() {
    Project project = target.load();
    if (project.settings().schedule().isEmpty()) {
      return Optional.empty();
    }
    AlertHook hook = AlertHook.of(project);
    return Optional.of(
        ScheduledRuns.start(
            project.settings().schedule(),
            this::run,
            this::last,
            alert -> {
              terminal.note(alert.summary());
              hook.send(alert).ifPresent(terminal::note);
            }));
  }

  private void run(String source, Reason reason, Instant scheduled) throws Exception {
    List<String> arguments =
        List.of(
            "run",
            "--source",
            source,
            "--reason",
            reason.name(),
            "--scheduled",
            scheduled.toString());
    terminal.note(
        "Batch run of "
            + source
            + ", "
            + reason.name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + " of "
            + scheduled);
    try (Steps steps = new Steps(terminal)) {
      new BatchRun(home, state, target).runAndReconcile(arguments, steps);
    } catch (CliException e) {
      if (!Stopping.isUnderWay()) {
        terminal.note(e.getMessage());
      }
      throw e;
    }
  }

  private Optional<RunRecord> last(String source) {
    try (Published published = new Published(target.load())) {
      return published.newestRun(
          source, run -> run.outcome() == Outcome.DONE && run.command().startsWith("run"));
    }
  }
}
