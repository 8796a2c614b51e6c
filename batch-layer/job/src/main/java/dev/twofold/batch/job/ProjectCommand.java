package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command of the batch layer takes, and how it goes over the sources. */
abstract class ProjectCommand implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = "--project",
      required = true,
      paramLabel = "DIR",
      description = "The project folder.")
  Path folder;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting in place of that in twofold.yaml, as kafka.bootstrap=host:9092.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--view",
      paramLabel = "VIEW",
      description = "Only this view, in each of its versions; repeat for several.")
  List<String> only = List.of();

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "Only this source and its views; repeat for several.")
  List<String> sources = List.of();

  @Option(
      names = "--reason",
      paramLabel = "WHY",
      description =
          "For the history of runs: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
  RunRecord.Reason reason = RunRecord.Reason.BY_HAND;

  @Option(
      names = "--scheduled",
      paramLabel = "TIME",
      description = "For the history of runs: the time that the schedule meant.")
  Instant scheduled = Instant.EPOCH;

  /**
   * Does its work over one source.
   *
   * @param views every version that is folded of those that are meant
   */
  abstract void run(Run run, SourceDefinition source, List<Fold> views);

  /**
   * Looks at the arguments in the light of the project.
   *
   * @throws ParameterException where they do not fit
   */
  void check(Project project) {}

  /** Its words, for the history of runs. */
  abstract String words();

  /** Does the work over each source; one that is refused holds up no other. */
  private void run(Run run) {
    List<String> refusals = new ArrayList<>();
    for (SourceDefinition source : run.project().sources()) {
      List<Fold> views = views(run, source);
      boolean meant = sources.isEmpty() || sources.contains(source.name());
      if (!meant || (views.isEmpty() && !only.isEmpty())) {
        continue;
      }
      RunJournal.Start start =
          new RunJournal.Start(source.name(), words(), reason, scheduled.toEpochMilli());
      try {
        run.record(source, start, () -> run(run, source, views));
      } catch (RefusedException e) {
        refusals.add(e.getMessage());
      }
    }
    if (!refusals.isEmpty()) {
      throw new RefusedException(String.join("\n", refusals));
    }
  }

  @Override
  public void run() {
    Project project = Project.loadDeployed(folder, settings, Warehouse::deployedOf);
    for (String name : only) {
      if (project.views().stream().noneMatch(view -> view.view().equals(name))) {
        throw new ParameterException(
            spec.commandLine(),
            "There is no view "
                + name
                + "; there are "
                + project.views().stream().map(Fold::view).toList());
      }
    }
    for (String name : sources) {
      if (project.sources().stream().noneMatch(source -> source.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(),
            "There is no source "
                + name
                + "; there are "
                + project.sources().stream().map(SourceDefinition::name).toList());
      }
    }
    check(project);
    Progress progress = Progress.onStandardOutput();
    try (Run run = new Run(project, progress)) {
      run(run);
    } catch (IOException e) {
      progress.line("close", project.name(), "%s", e.getMessage());
    }
  }

  List<Fold> views(Run run, SourceDefinition source) {
    return run.project().versionsOf(source).stream()
        .filter(view -> only.isEmpty() || only.contains(view.view()))
        .toList();
  }
}
