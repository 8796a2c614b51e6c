package dev.twofold.cli;

import dev.twofold.cli.terminal.Terminal;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line's entry. */
@Command(
    name = "twofold",
    version = "twofold 0.1.0",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "A lambda-architecture data platform: views defined once in SQL, computed by Spark from all history and by Flink to "
          + "the second, merged into one exact answer.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nStart here:%n",
    footer = {
      "  ./twofold demo                 real edits, both layers, answers checked against the truth",
      "  ./twofold query edits_by_channel --key channel=#en.wikipedia --window 1h --limit 5",
      "  ./twofold COMMAND --help       what a command does, with examples"
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      CheckCommand.class,
      DeployCommand.class,
      IngestCommand.class,
      BatchCommand.class,
      BackfillCommand.class,
      SchedulerCommand.class,
      ReconcileCommand.class,
      GenerationsCommand.class,
      RollbackCommand.class,
      RecomputeCommand.class,
      ForgetCommand.class,
      RestoreCatalogCommand.class,
      QueryCommand.class,
      SqlCommand.class
    })
public final class Twofold implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    // Libraries speak to the log file of the command that runs, see StateOptions; before that, to
    // nobody.
    Logger root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(Level.WARNING);
    int exitCode = commandLine(Terminal.ofProcess()).execute(args);
    System.exit(exitCode);
  }

  /** The parser and all commands, which print to {@code terminal}. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine commandLine = new CommandLine(new Twofold(), new CommandFactory(terminal));
    setOptionHeadings(commandLine);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new ErrorPrinter(terminal))
        .setParameterExceptionHandler(new UsageErrorPrinter(terminal))
        .setUsageHelpWidth(Math.max(80, Math.min(terminal.columns(), 120)));
  }

  private static void setOptionHeadings(CommandLine command) {
    command.getCommandSpec().usageMessage().optionListHeading("%n");
    command.getSubcommands().values().forEach(Twofold::setOptionHeadings);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name a command: one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
