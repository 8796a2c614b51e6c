package dev.twofold.cli;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.view.UnknownGenerationException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an earlier generation of a view the current one. */
@Command(
    name = "rollback",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Make an earlier generation of a view the current one. Batch runs leave the view alone until it is released. "
            + "The speed layer answers for what the generation does not hold, so exact answers stay exact.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold rollback edits_by_channel 3 --reason 'wrong filter shipped'",
      "  ./twofold rollback edits_by_channel --release"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:another commit came between: run it again",
      "2:no such view or generation"
    })
final class RollbackCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "VIEW", description = "The view's name.")
  private String view;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "GENERATION",
      description = "A number that ./twofold generations lists.")
  private Long generation;

  @Option(
      names = "--release",
      description = "Let batch runs publish the view again, from the current generation on.")
  private boolean release;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "rolled back by hand",
      description = "Shown to whoever meets the held view. Default: ${DEFAULT-VALUE}.")
  private String reason;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions state;

  RollbackCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (release == (generation != null)) {
      throw new ParameterException(spec.commandLine(), "Name either a GENERATION or --release");
    }
    try (Published published =
        new Published(Target.of(state.state(), state.project(project.folder())).load())) {
      BatchViewTable table = published.requireTable(view);
      if (release) {
        table.release();
        terminal.line("View " + view + " is released: the next batch run publishes it again");
      } else {
        table.rollback(generation, reason);
        terminal.line(
            "View "
                + view
                + " is at generation "
                + generation
                + ", and held: ./twofold rollback "
                + view
                + " --release ends that");
      }
      return ExitCodes.OK;
    } catch (UnknownGenerationException e) {
      throw CliException.refused(e.getMessage());
    }
  }
}
