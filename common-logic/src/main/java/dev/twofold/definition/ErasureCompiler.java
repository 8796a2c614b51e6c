package dev.twofold.definition;

import dev.twofold.erasure.Erasure;
import dev.twofold.erasure.Erasures;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles the conditions of erasures, as it compiles the WHERE clauses of views. */
public final class ErasureCompiler {
  private static final String NAME = "erased";

  private ErasureCompiler() {}

  /**
   * @throws DefinitionException where a condition is none over the source's columns, or what it
   *     says is not the same each time that it is asked
   */
  public static Erasures compile(SourceDefinition source, Collection<Erasure> erasures) {
    List<Erasures.Compiled> all = new ArrayList<>();
    for (Erasure erasure : erasures) {
      all.add(new Erasures.Compiled(erasure, compile(source, erasure.condition())));
    }
    return new Erasures(all);
  }

  private static Fold compile(SourceDefinition source, String condition) {
    String place = "condition over " + source.name();
    Diagnostics diagnostics = new Diagnostics();
    ViewParser.checkCondition(condition, new ViewErrors(place, diagnostics));
    diagnostics.throwIfAny();
    // On lines of its own: its author counts from its start.
    String sql = "SELECT COUNT(*) AS n FROM \"" + source.name() + "\" WHERE\n" + condition + "\n";
    Fold compiled =
        ViewCompiler.compile(
            place, NAME, sql, Map.of(source.name(), source), Set.of(), diagnostics);
    if (!diagnostics.isEmpty()) {
      throw new DefinitionException(
          diagnostics.all().stream()
              .map(
                  found ->
                      new DefinitionException.Diagnostic(
                          place, Math.max(1, found.line() - 1), found.column(), found.message()))
              .toList());
    }
    return compiled;
  }
}
