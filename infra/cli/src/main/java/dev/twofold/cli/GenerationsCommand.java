package dev.twofold.cli;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.DeployedView;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.view.Generation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists what the batch layer has published of one view. */
@Command(
    name = "generations",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "List the generations of a view that can still be queried and rolled back to, and its versions. * marks the current one.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./twofold generations edits_by_channel"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:listed", "2:no such view, or nothing published yet"})
final class GenerationsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "VIEW", description = "The view's name.")
  private String view;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions state;

  GenerationsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Project loaded = Target.of(state.state(), state.project(project.folder())).load();
    try (Published published = new Published(loaded)) {
      published.view(view);
      printVersions(loaded.deployment());
      BatchViewTable table = published.requireTable(view);
      BatchViewTable.Version version = table.version();
      long current = version.current().map(Generation::number).orElse(0L);
      Table lines =
          new Table(
              List.of(
                  "", "GENERATION", "PUBLISHED", "COVERS INGESTION BEFORE", "SEGMENTS", "EVENTS"));
      for (Generation generation : table.generations()) {
        lines.row(
            List.of(
                generation.number() == current ? "*" : " ",
                Long.toString(generation.number()),
                generation.publishedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                loaded.clock().start(generation.through()).toString(),
                Long.toString(generation.segments().size()),
                Units.count(generation.events())));
      }
      lines.lines("").forEach(terminal::line);
      version
          .hold()
          .or(() -> loaded.deployment().hold(view))
          .ifPresent(
              reason ->
                  terminal.line(
                      "\nHeld since a rollback: "
                          + reason
                          + ". Release with ./twofold rollback "
                          + view
                          + " --release"));
    }
    return ExitCodes.OK;
  }

  /** Of a view that is deployed; those whose cleaning is over are not there any more. */
  private void printVersions(Deployment deployment) {
    DeployedView deployed = deployment.views().get(view);
    if (deployed == null) {
      return;
    }
    Table lines = new Table(List.of("", "VERSION", "STATUS", "SINCE"));
    for (DeployedView.Version each : deployed.versions()) {
      lines.row(
          List.of(
              each.status() == DeployedView.Status.IN_FORCE ? "*" : " ",
              each.id(),
              each.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              Instant.ofEpochMilli(each.sinceMillis()).truncatedTo(ChronoUnit.SECONDS).toString()));
    }
    lines.lines("").forEach(terminal::line);
    terminal.line("");
  }
}
