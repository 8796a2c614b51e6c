package dev.twofold.cli;

import dev.twofold.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with the arguments and where to read what is right, in two lines instead of
 * the whole usage.
 */
final class UsageErrorPrinter implements IParameterExceptionHandler {
  private final Terminal terminal;

  UsageErrorPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    terminal.note("twofold: " + error.getMessage());
    StringWriter suggestions = new StringWriter();
    UnmatchedArgumentException.printSuggestions(error, new PrintWriter(suggestions));
    suggestions.toString().lines().forEach(terminal::note);
    terminal.note("See ./" + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCodes.REFUSED;
  }
}
