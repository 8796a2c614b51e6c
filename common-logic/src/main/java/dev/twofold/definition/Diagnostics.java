package dev.twofold.definition;

import dev.twofold.definition.DefinitionException.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the errors of a project, so that its author sees all of them at once. */
final class Diagnostics {
  private final List<Diagnostic> all = new ArrayList<>();

  void add(String file, int line, int column, String message) {
    Diagnostic diagnostic = new Diagnostic(file, Math.max(1, line), Math.max(1, column), message);
    if (!all.contains(diagnostic)) {
      all.add(diagnostic);
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int count() {
    return all.size();
  }

  void throwIfAny() {
    if (!all.isEmpty()) {
      throw new DefinitionException(
          all.stream()
              .sorted(
                  Comparator.comparing(Diagnostic::file)
                      .thenComparingInt(Diagnostic::line)
                      .thenComparingInt(Diagnostic::column))
              .toList());
    }
  }
}
