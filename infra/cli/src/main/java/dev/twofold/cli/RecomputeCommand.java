package dev.twofold.cli;

import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Folds windows of a view anew. */
@Command(
    name = "recompute",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Fold windows of a view anew from the master dataset, and publish them as a new generation. The states of all other "
            + "windows stay as they are, to the byte, and so does the seam.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold recompute edits_by_channel",
      "  ./twofold recompute edits_by_channel --from 2015-09-12T06:00:00Z --to 2015-09-12T07:00:00Z"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed: nothing half-done is visible, run it again",
      "2:refused: no such view or windows, or a rollback holds the view"
    })
final class RecomputeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "VIEW", description = "The view's name.")
  private String view;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "The first window, by its start (ISO 8601). Default: the earliest.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The window before which to end. Default: all later ones too.")
  private Instant to;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions state;

  RecomputeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    StateFolder folder = state.state();
    Target target = Target.of(folder, state.project(project.folder()));
    try (Published published = new Published(target.load())) {
      published.requireTable(view);
    }
    List<String> arguments = new ArrayList<>(List.of("recompute", "--view", view));
    if (from != null) {
      arguments.addAll(List.of("--from", from.toString()));
    }
    if (to != null) {
      arguments.addAll(List.of("--to", to.toString()));
    }
    try (Steps steps = new Steps(terminal)) {
      new BatchRun(Home.ofProcess(), folder, target).run(arguments, steps);
    }
    return ExitCodes.OK;
  }
}
