package dev.twofold.cli;

import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the batch layer. */
@Command(
    name = "batch",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Run the batch layer: land new events, fold them, publish a new generation of each view.",
    synopsisSubcommandLabel = "(run | compact)",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold batch run                                  up to the last epoch edge that is old"
          + " enough",
      "  ./twofold batch run --through 2026-01-31T02:00:00Z",
      "  ./twofold batch run --full                           fold all history again",
      "  ./twofold batch compact                              merge each view's segments into one"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or nothing to do",
      "1:failed: nothing half-done is visible, run it again",
      "2:refused: a person has to decide (events lost in Kafka, a rolled-back view)"
    })
final class BatchCommand implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  BatchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: batch run or batch compact");
  }

  @Command(
      name = "run",
      sortOptions = false,
      mixinStandardHelpOptions = true,
      description = "Land what is new in Kafka and publish a new generation of each view.")
  int run(
      @Option(names = "--full", description = "Fold all history again, into one segment a view.")
          boolean full,
      @Option(
              names = "--through",
              paramLabel = "TIME",
              description =
                  "Cut at the epoch edge at or before this ingestion time (ISO 8601). Default: the"
                      + " last edge that is old enough.")
          String through,
      @Option(
              names = "--accept-loss",
              description =
                  "Go on without records that Kafka deleted before they were landed: they are in no"
                      + " batch view then.")
          boolean acceptLoss,
      @Mixin ProjectOption project,
      @Mixin StateOptions state)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run"));
    if (full) {
      arguments.add("--full");
    }
    if (through != null) {
      arguments.addAll(List.of("--through", through));
    }
    if (acceptLoss) {
      arguments.add("--accept-loss");
    }
    return start(arguments, project, state);
  }

  @Command(
      name = "compact",
      sortOptions = false,
      mixinStandardHelpOptions = true,
      description = "Merge each view's segments into one. No answer changes.")
  int compact(@Mixin ProjectOption project, @Mixin StateOptions state) throws Exception {
    return start(List.of("compact"), project, state);
  }

  private int start(List<String> arguments, ProjectOption project, StateOptions options)
      throws Exception {
    StateFolder state = options.state();
    Target target = Target.of(state, options.project(project.folder()));
    if (target.load().settings().kafka().bootstrap() == null) {
      options.running();
    }
    try (Steps steps = new Steps(terminal)) {
      new BatchRun(Home.ofProcess(), state, target).run(arguments, steps);
    }
    return ExitCodes.OK;
  }
}
