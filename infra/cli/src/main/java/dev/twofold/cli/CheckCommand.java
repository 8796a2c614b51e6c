package dev.twofold.cli;

import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import dev.twofold.data.Column;
import dev.twofold.definition.DefinitionException;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import dev.twofold.fold.Measure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Compiles a project folder and prints every error at once. */
@Command(
    name = "check",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Compile a project folder: print its views, or every error with file, line and column.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./twofold check", "  ./twofold check path/to/project"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no errors", "2:the project has errors"})
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROJECT",
      description =
          "The project folder. Default: that of the running platform, else infra/examples/wikipedia.")
  private Path project;

  @Mixin private StateOptions state;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path folder = state.project(project);
    try {
      Project compiled = Project.load(folder, Map.of());
      print(compiled);
      return ExitCodes.OK;
    } catch (DefinitionException e) {
      print(e, folder, "", terminal);
      return ExitCodes.REFUSED;
    }
  }

  /**
   * Prints the errors of a project folder, and how many there are.
   *
   * @param consequence said after that
   */
  static void print(
      DefinitionException errors, Path folder, String consequence, Terminal terminal) {
    errors.diagnostics().forEach(each -> terminal.line(place(folder, each)));
    terminal.line("");
    terminal.line(
        Units.count(errors.diagnostics().size(), "error") + " in " + folder + consequence);
  }

  /** As compilers write it, so that editors and terminals can follow it. */
  private static String place(Path folder, DefinitionException.Diagnostic diagnostic) {
    Path here = Path.of("").toAbsolutePath();
    Path file = folder.resolve(diagnostic.file()).normalize();
    return (file.startsWith(here) ? here.relativize(file) : file)
        + ":"
        + diagnostic.line()
        + ":"
        + diagnostic.column()
        + ": "
        + diagnostic.message();
  }

  private void print(Project compiled) {
    Table table = new Table(List.of("VIEW", "SOURCE", "KEYS", "PANE", "MEASURES", "VERSION"));
    for (Fold view : compiled.views()) {
      table.row(
          List.of(
              view.view(),
              view.source(),
              view.keys().stream().map(Column::name).collect(Collectors.joining(", ")),
              view.paneMillis() == 0 ? "all time" : pane(Duration.ofMillis(view.paneMillis())),
              view.measures().stream().map(Measure::name).collect(Collectors.joining(", ")),
              view.version()));
    }
    table.lines("").forEach(terminal::line);
    terminal.line("");
    terminal.line(
        "No errors: "
            + Units.count(compiled.views().size(), "view")
            + " of "
            + Units.count(compiled.sources().size(), "source")
            + " in project "
            + compiled.name());
  }

  private static String pane(Duration length) {
    return length.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}
