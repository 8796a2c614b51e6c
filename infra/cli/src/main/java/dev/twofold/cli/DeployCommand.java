package dev.twofold.cli;

import dev.twofold.cli.batch.Deployed;
import dev.twofold.cli.ingest.Topics;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.DefinitionException;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.DeploymentPlan.Change;
import dev.twofold.definition.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes what a project folder has what is deployed. */
@Command(
    name = "deploy",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Deploy a project folder: new views, edited ones, removed ones. An edited view is built as a new version beside "
            + "the one in force, and takes over its name in one step once it is complete.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold deploy --dry-run           what would change",
      "  ./twofold deploy path/to/project"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:deployed, or nothing to change",
      "1:failed: another deployment came between, run it again",
      "2:refused: the project has errors, or changes what cannot be changed; nothing was deployed"
    })
final class DeployCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROJECT",
      description =
          "The project folder. Default: that of the running platform, else infra/examples/wikipedia.")
  private Path project;

  @Option(names = "--dry-run", description = "Tell what would change, and change nothing.")
  private boolean dryRun;

  @Mixin private StateOptions state;

  DeployCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path folder = state.project(project);
    try {
      Target target = Target.of(state.state(), folder);
      Project wanted = target.wanted();
      Deployed deployed = new Deployed(wanted);
      DeploymentPlan plan = dryRun ? deployed.plan(wanted) : deployed.deploy(wanted);
      print(plan);
      if (!dryRun) {
        createTopics(wanted);
        deployed.copy().ifPresent(why -> terminal.note(waits(why)));
      }
      return ExitCodes.OK;
    } catch (DefinitionException e) {
      CheckCommand.print(e, folder, ": nothing was deployed", terminal);
      return ExitCodes.REFUSED;
    }
  }

  private static String waits(String why) {
    return "The speed layer follows when ./twofold up starts it, or another deploy reaches"
        + " Cassandra: "
        + why;
  }

  /** Of new sources; there is no Kafka to ask where no platform runs. */
  private static void createTopics(Project wanted) {
    if (wanted.settings().kafka().bootstrap() != null) {
      try (Topics topics = new Topics(wanted.settings().kafka())) {
        wanted.sources().forEach(topics::create);
      }
    }
  }

  private void print(DeploymentPlan plan) {
    if (plan.changes().isEmpty()) {
      terminal.line("No view changes: deployment " + plan.next().number());
      return;
    }
    Table table = new Table(List.of("VIEW", "VERSION", "CHANGE"));
    for (Change change : plan.changes()) {
      table.row(List.of(change.view(), change.version(), words(change)));
    }
    table.lines("").forEach(terminal::line);
    terminal.line("");
    terminal.line(
        (dryRun ? "Nothing was deployed: this would be deployment " : "Deployment ")
            + plan.next().number());
  }

  private static String words(Change change) {
    return switch (change.kind()) {
      case NEW -> "new: answers at once, exact once batch has reached its seam";
      case EDITED -> "edited: built beside the one in force until it is complete";
      case REMOVED -> "removed: no longer folded or answered, cleaned up later";
      case ROLLED_BACK -> "left alone: the name was rolled back from it";
    };
  }
}
