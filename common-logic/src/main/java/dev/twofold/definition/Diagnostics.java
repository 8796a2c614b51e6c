package dev.twofold.definition;

import dev.twofold.definition.DefinitionException.Diagnostic;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects the errors of a project, so that its author sees all of them at once. */
final class Diagnostics {
  private static final int LONGEST = 2_000;

  /** Line breaks, and what changes how a terminal shows the rest. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private final Set<Diagnostic> all = new LinkedHashSet<>();

  void add(String file, int line, int column, String message) {
    all.add(
        new Diagnostic(visible(file), Math.max(1, line), Math.max(1, column), visible(message)));
  }

  /** One line of some length, whatever parts of files are quoted in it. */
  private static String visible(String text) {
    String shortened = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ….";
    return INVISIBLE
        .matcher(shortened)
        .replaceAll(found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int count() {
    return all.size();
  }

  /** All, in the order of their places. */
  List<Diagnostic> all() {
    return all.stream()
        .sorted(
            Comparator.comparing(Diagnostic::file)
                .thenComparingInt(Diagnostic::line)
                .thenComparingInt(Diagnostic::column))
        .toList();
  }

  void throwIfAny() {
    if (!all.isEmpty()) {
      throw new DefinitionException(all());
    }
  }
}
