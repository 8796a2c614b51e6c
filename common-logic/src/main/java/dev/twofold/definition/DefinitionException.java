package dev.twofold.definition;

import java.util.List;
import java.util.stream.Collectors;

/** A project folder has errors. */
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * One error.
   *
   * @param file relative to the project folder
   * @param line from 1
   * @param column from 1
   * @param message what is wrong, and the fix
   */
  public record Diagnostic(String file, int line, int column, String message) {
    @Override
    public String toString() {
      return file + ":" + line + ":" + column + ": " + message;
    }
  }

  private final transient List<Diagnostic> diagnostics;

  public DefinitionException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
