package dev.twofold.cli;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.cli.platform.Stopping;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.DefinitionException;
import dev.twofold.stack.StackException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what a command throws into words for the user and an exit code. Stack traces go to the log.
 */
final class ErrorPrinter implements IExecutionExceptionHandler {
  private static final Logger LOG = Logger.getLogger(ErrorPrinter.class.getName());

  private final Terminal terminal;

  ErrorPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleExecutionException(
      Exception thrown, CommandLine commandLine, ParseResult parsed) {
    Throwable error = cause(thrown);
    if (Stopping.isUnderWay()) {
      return ExitCodes.FAILED;
    }
    terminal.status("");
    if (error instanceof CliException failure) {
      say(failure.getMessage());
      return failure.exitCode();
    }
    if (error instanceof DefinitionException invalid) {
      invalid.diagnostics().forEach(diagnostic -> terminal.note(diagnostic.toString()));
      return ExitCodes.REFUSED;
    }
    if (error instanceof RefusedException) {
      say(error.getMessage());
      return ExitCodes.REFUSED;
    }
    if (error instanceof StackException) {
      say(error.getMessage());
      return ExitCodes.FAILED;
    }
    LOG.log(Level.WARNING, "The command failed", error);
    String message = error.getMessage();
    say(
        error.getClass().getSimpleName()
            + (message == null ? "" : ": " + message.lines().findFirst().orElse("")));
    terminal.note(
        "(This was not foreseen; the log, logs/cli.log in the state folder, has the details.)");
    return ExitCodes.FAILED;
  }

  private void say(String message) {
    terminal.note("twofold: " + message);
  }

  private static Throwable cause(Throwable thrown) {
    Throwable error = thrown;
    while ((error instanceof ExecutionException || error instanceof CompletionException)
        && error.getCause() != null) {
      error = error.getCause();
    }
    return error;
  }
}
