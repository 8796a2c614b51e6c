package dev.twofold.cli;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.batch.RunTable;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.reconcile.ReconcileRun;
import dev.twofold.cli.reconcile.ReportPrinter;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.Project;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    synopsisSubcommandLabel = "(run | compact | history)",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold batch run                                  up to the last epoch edge that is old"
          + " enough",
      "  ./twofold batch run --through 2026-01-31T02:00:00Z",
      "  ./twofold batch run --full                           fold all history again",
      "  ./twofold batch history                              what ran, why, and what came of it",
      "  ./twofold batch compact                              merge each view's segments into one"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or nothing to do",
      "1:failed: nothing half-done is visible, run it again",
      "2:refused: a person has to decide (events lost in Kafka, a rolled-back view)",
      "3:done, and the layers differ in what was published: ./twofold reconcile says where and why"
    })
final class BatchCommand implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  BatchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: batch run, batch compact or batch history");
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
      @Option(
              names = "--no-reconcile",
              description = "Do not compare what was published with the speed layer.")
          boolean noReconcile,
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
    if (noReconcile) {
      return start(arguments, project, state);
    }
    Optional<ReconcileRun.Outcome> compared;
    try (Steps steps = new Steps(terminal)) {
      compared = batch(project, state).runAndReconcile(arguments, steps);
    }
    if (compared.isEmpty()) {
      return ExitCodes.OK;
    }
    ReconcileRun.Outcome outcome = compared.get();
    if (outcome.report().drifted()) {
      terminal.line("");
      new ReportPrinter(terminal).print(outcome.report());
    }
    outcome.troubles().forEach(terminal::note);
    return outcome.report().drifted() ? ExitCodes.DRIFT : ExitCodes.OK;
  }

  @Command(
      name = "compact",
      sortOptions = false,
      mixinStandardHelpOptions = true,
      description = "Merge each view's segments that were compared into one. No answer changes.")
  int compact(
      @Option(
              names = "--unreconciled",
              description = "Merge segments too that were not compared with the speed layer yet.")
          boolean unreconciled,
      @Mixin ProjectOption project,
      @Mixin StateOptions state)
      throws Exception {
    return start(
        unreconciled ? List.of("compact", "--unreconciled") : List.of("compact"), project, state);
  }

  @Command(
      name = "history",
      sortOptions = false,
      mixinStandardHelpOptions = true,
      description = "List the newest runs, and how far one is that goes on.")
  int history(
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "How many runs of each source. Default: ${DEFAULT-VALUE}.")
          int limit,
      @Mixin ProjectOption project,
      @Mixin StateOptions state) {
    Project loaded = Target.of(state.state(), state.project(project.folder())).load();
    try (Published published = new Published(loaded)) {
      List<RunRecord> runs =
          loaded.sources().stream()
              .flatMap(source -> published.runs(source.name(), limit).stream())
              .sorted(Comparator.comparing(RunRecord::id).reversed())
              .toList();
      new RunTable(loaded.clock(), System.currentTimeMillis()).lines(runs).forEach(terminal::line);
    }
    return ExitCodes.OK;
  }

  private int start(List<String> arguments, ProjectOption project, StateOptions options)
      throws Exception {
    try (Steps steps = new Steps(terminal)) {
      batch(project, options).run(arguments, steps);
    }
    return ExitCodes.OK;
  }

  /** For a job that reads Kafka: where the project names none, the platform has to be running. */
  static BatchRun batch(ProjectOption project, StateOptions options) {
    StateFolder state = options.state();
    Target target = Target.of(state, options.project(project.folder()));
    if (target.load().settings().kafka().bootstrap() == null) {
      options.running();
    }
    return new BatchRun(Home.ofProcess(), state, target);
  }
}
