package dev.twofold.cli;

/** A command cannot do what it was asked; the message is all that the user sees. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CliException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** It may work when it is tried again: exit code {@link ExitCodes#FAILED}. */
  public static CliException failed(String message) {
    return new CliException(message, ExitCodes.FAILED);
  }

  /** It never will until a person changes something: exit code {@link ExitCodes#REFUSED}. */
  public static CliException refused(String message) {
    return new CliException(message, ExitCodes.REFUSED);
  }

  public int exitCode() {
    return exitCode;
  }
}
