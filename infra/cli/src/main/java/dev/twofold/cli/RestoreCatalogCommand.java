package dev.twofold.cli;

import dev.twofold.batch.views.CatalogRestore;
import dev.twofold.batch.views.CatalogRestore.Restored;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a damaged catalog anew from the tables' files. */
@Command(
    name = "restore-catalog",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Make the embedded catalog of the warehouse anew from the tables' own files, where it or a table's current metadata is "
            + "damaged. A damaged catalog is kept beside the new one. Nothing may use the warehouse meanwhile.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./twofold down && ./twofold restore-catalog && ./twofold up"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, or nothing to do", "1:failed", "2:refused: the platform runs"})
final class RestoreCatalogCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions options;

  RestoreCatalogCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    StateFolder state = options.state();
    Target target = Target.of(state, options.project(project.folder()));
    if (Running.find(state).isPresent()) {
      throw CliException.refused(
          "The platform runs on " + state.root() + ": stop it first, with ./twofold down");
    }
    List<Restored> restored = CatalogRestore.restore(target.effectiveSettings().warehouse());
    for (Restored table : restored) {
      terminal.line(table.table() + " is at " + table.metadata());
    }
    terminal.line(Units.count(restored.size(), "table") + " restored");
    return ExitCodes.OK;
  }
}
