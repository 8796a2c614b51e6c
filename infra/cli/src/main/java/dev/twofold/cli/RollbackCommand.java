package dev.twofold.cli;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.cli.batch.Deployed;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.view.UnknownGenerationException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an earlier generation of a view the current one, or an earlier version its answer. */
@Command(
    name = "rollback",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Make an earlier generation of a view the current one, or give its name to an earlier version, where the logic was "
            + "wrong. Batch runs leave the view alone until it is released. "
            + "The speed layer answers for what the generation does not hold, so exact answers stay exact.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold rollback edits_by_channel 3 --reason 'a broken file'",
      "  ./twofold rollback edits_by_channel --version 0f3a1b2c3d4e --reason 'wrong filter shipped'",
      "  ./twofold rollback edits_by_channel --release"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:another commit came between: run it again",
      "2:no such view, version or generation"
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
      names = "--version",
      paramLabel = "ID",
      description = "An earlier version that ./twofold generations lists: the name stands for it.")
  private String version;

  @Option(
      names = "--release",
      description =
          "Let batch runs publish the view again, and a version that was built take its name.")
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
    if (Stream.of(generation != null, version != null, release).filter(is -> is).count() != 1) {
      throw new ParameterException(
          spec.commandLine(), "Name one of a GENERATION, --version and --release");
    }
    Project loaded = Target.of(state.state(), state.project(project.folder())).load();
    if (version != null) {
      toVersion(loaded);
      return ExitCodes.OK;
    }
    try (Published published = new Published(loaded)) {
      if (release) {
        release(loaded, published);
      } else {
        published.requireTable(view).rollback(generation, reason);
        held("generation " + generation);
      }
      return ExitCodes.OK;
    } catch (UnknownGenerationException e) {
      throw CliException.refused(e.getMessage());
    }
  }

  private void toVersion(Project loaded) {
    long now = System.currentTimeMillis();
    change(loaded, before -> before.rolledBack(view, version, reason, now));
    held("version " + version);
  }

  private void held(String at) {
    terminal.line(
        "View "
            + view
            + " is at "
            + at
            + ", and held: ./twofold rollback "
            + view
            + " --release ends that");
  }

  /** Ends the hold of the name, and those of its versions' tables. */
  private void release(Project loaded, Published published) {
    List<BatchViewTable> tables = published.tables(view);
    if (loaded.deployment().hold(view).isPresent()) {
      change(loaded, before -> before.released(view));
    } else {
      published.requireTable(view);
    }
    for (BatchViewTable table : tables) {
      if (table.version().hold().isPresent()) {
        table.release();
      }
    }
    terminal.line("View " + view + " is released: the next batch run publishes it again");
  }

  private void change(Project loaded, UnaryOperator<Deployment> change) {
    Deployed deployed = new Deployed(loaded);
    deployed.change(change);
    deployed
        .copy()
        .ifPresent(why -> terminal.note("The speed layer learns of it at its next start: " + why));
  }
}
