package dev.twofold.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a person reads: results on standard output, everything else on standard error. Text is
 * UTF-8 whatever the locale, because the data is. Thread-safe.
 */
public final class Terminal {
  private static final String ERASE_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final PrintStream err;
  private final int columns;
  private final boolean interactive;
  private String status = "";

  /**
   * @param columns width in characters where a person watches; 0 where the output goes to a file or
   *     a pipe
   */
  public Terminal(PrintStream out, PrintStream err, int columns) {
    this.out = out;
    this.err = err;
    this.columns = columns;
    this.interactive = columns > 0;
  }

  /** The process's own; the launcher script passes its width as {@code twofold.columns}. */
  public static Terminal ofProcess() {
    return new Terminal(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Integer.getInteger("twofold.columns", 0));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Whether a line can be rewritten in place. */
  public boolean isInteractive() {
    return interactive;
  }

  /** How many characters a line may take; 100 where nobody watches. */
  public int columns() {
    return interactive ? columns : 100;
  }

  /** Prints a line of the result. */
  public synchronized void line(String text) {
    eraseStatus();
    out.println(text);
    redrawStatus();
  }

  /** Prints without an end of line: for output that is already whole. */
  public synchronized void raw(String text) {
    eraseStatus();
    out.print(text);
    out.flush();
  }

  /** Prints a line for the person, not for what reads the result. */
  public synchronized void note(String text) {
    eraseStatus();
    err.println(text);
    redrawStatus();
  }

  /**
   * Shows what is under way on a last line that is rewritten in place; "" takes it away. Silent
   * where nobody watches.
   */
  public synchronized void status(String text) {
    if (!interactive) {
      return;
    }
    eraseStatus();
    status = text.length() >= columns ? text.substring(0, columns - 1) : text;
    redrawStatus();
  }

  private void eraseStatus() {
    if (!status.isEmpty()) {
      out.print(ERASE_LINE);
      out.flush();
    }
  }

  private void redrawStatus() {
    if (!status.isEmpty()) {
      out.print(status);
      out.flush();
    }
  }
}
