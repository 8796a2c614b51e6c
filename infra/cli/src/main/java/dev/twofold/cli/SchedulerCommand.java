package dev.twofold.cli;

import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.schedule.BatchSchedule;
import dev.twofold.cli.schedule.ScheduledRuns;
import dev.twofold.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the project's schedule alone, where the platform runs elsewhere. */
@Command(
    name = "scheduler",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Start batch runs at the times that schedule in twofold.yaml names, until Ctrl-C. ./twofold up does so by "
            + "itself; this is for a platform whose stores run elsewhere.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./twofold scheduler --project path/to/project"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"2:the project has errors or no schedule", "130:stopped by Ctrl-C"})
final class SchedulerCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions state;

  SchedulerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    StateFolder folder = state.state();
    Target target = Target.of(folder, state.project(project.folder()));
    if (target.load().settings().kafka().bootstrap() == null) {
      throw CliException.refused(
          "No Kafka to read from: name one in twofold.yaml (kafka.bootstrap), or start the local"
              + " platform, which runs the schedule by itself: ./twofold up");
    }
    ScheduledRuns runs =
        new BatchSchedule(Home.ofProcess(), folder, target, terminal)
            .start()
            .orElseThrow(
                () ->
                    CliException.refused(
                        "The project "
                            + target.projectFolder()
                            + " has no schedule. Add one to twofold.yaml:\n"
                            + "  schedule:\n    SOURCE:\n      cron: \"15 2 * * *\""));
    try (runs) {
      terminal.line("The schedule runs. Ctrl-C stops it.");
      Thread.currentThread().join();
    }
    return ExitCodes.OK;
  }
}
