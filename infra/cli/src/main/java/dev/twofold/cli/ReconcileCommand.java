package dev.twofold.cli;

import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.reconcile.EpochsText;
import dev.twofold.cli.reconcile.ReconcileRun;
import dev.twofold.cli.reconcile.ReportPrinter;
import dev.twofold.cli.repair.RepairRun;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.ReportJson;
import dev.twofold.reconciliation.Scope;
import dev.twofold.reconciliation.Scope.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares both layers. */
@Command(
    name = "reconcile",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Compare what both layers hold, state by state and byte by byte, over the epochs that are sealed, and say of each "
            + "difference what caused it and which events are behind it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold reconcile                                  every segment of every view",
      "  ./twofold reconcile edits_by_channel --html report.html",
      "  ./twofold reconcile --epochs 2026-01-30T00:00:00Z..2026-01-31T00:00:00Z --json report.json",
      "  ./twofold reconcile --repair                         fold anew what differs, and compare again"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the layers agree on all that was compared",
      "1:failed: run it again",
      "2:refused, or used wrongly",
      "3:drift: the layers differ; with --repair: still, after it"
    })
final class ReconcileCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "VIEW", description = "Only this view.")
  private String view;

  @Option(
      names = "--epochs",
      paramLabel = "FROM..TO",
      description =
          "Only segments that hold records ingested in this range: times (ISO 8601) or numbers of epochs.")
  private String epochs;

  @Option(names = "--new", description = "Only segments that no earlier run has compared.")
  private boolean onlyNew;

  @Option(
      names = "--repair",
      description =
          "Fold what is wrong anew from the master dataset, and compare again: closed epochs of the speed layer under an "
              + "incarnation of their own, batch views as a new generation.")
  private boolean repair;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Wait so long for the speed layer to seal what batch has published. Default: 0.")
  private long wait;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report there as JSON.")
  private Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the report there as a page.")
  private Path html;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions options;

  ReconcileCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    StateFolder state = options.state();
    Target target = Target.of(state, options.project(project.folder()));
    Project loaded = target.load();
    if (loaded.settings().cassandra().contactPoints() == null) {
      options.running();
    }
    Scope scope = Scope.everything();
    if (view != null) {
      requireView(loaded);
      scope = scope.of(Set.of(view));
    }
    if (epochs != null) {
      scope = scope.within(EpochsText.parse(epochs, loaded.clock()));
    }
    Scope first = scope;
    ReconcileRun.Outcome outcome = compare(loaded, first, onlyNew ? Extent.NEW : Extent.ALL);
    new ReportPrinter(terminal).print(outcome.report());
    if (repair && outcome.report().drifted()) {
      RepairRun run =
          new RepairRun(loaded, new BatchRun(Home.ofProcess(), state, target), terminal);
      outcome =
          run.repair(outcome, views -> compare(loaded, Scope.everything().of(views), Extent.ALL));
    }
    write(json, ReportJson.write(outcome.report()));
    write(html, outcome.page());
    outcome.troubles().forEach(terminal::note);
    if (outcome.report().drifted()) {
      return ExitCodes.DRIFT;
    }
    return outcome.report().count(Outcome.FAILED) == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private ReconcileRun.Outcome compare(Project loaded, Scope scope, Extent extent)
      throws IOException {
    terminal.status("  Comparing …");
    ReconcileRun.Outcome outcome =
        new ReconcileRun(loaded)
            .run(
                scope,
                extent,
                Duration.ofSeconds(wait),
                each -> terminal.status("  Compared " + each.subject() + " " + each.epochs()));
    terminal.status("");
    return outcome;
  }

  private static void write(Path file, String text) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw CliException.failed("Cannot write " + file + ": " + e.getMessage());
    }
  }

  private void requireView(Project loaded) {
    List<String> names = loaded.views().stream().map(Fold::view).toList();
    if (!names.contains(view)) {
      throw CliException.refused(
          "Project " + loaded.name() + " has no view " + view + "; there are " + names);
    }
  }
}
