package dev.twofold.definition;

import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.Measure;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.sql.SqlSelect;

/**
 * Compiles a view's SQL to a {@link Fold}: parse, check, validate, match, generate code. Needed at
 * compile time only.
 */
final class ViewCompiler {
  static final String TOO_DEEP = "The view's expressions are nested too deeply. Split the view.";

  private ViewCompiler() {}

  /**
   * Null where the view has errors, which were reported.
   *
   * @param broken names of sources that have errors of their own: a view of one is not checked
   *     further
   */
  static Fold compile(
      String file,
      String name,
      String sql,
      Map<String, SourceDefinition> sources,
      Set<String> broken,
      Diagnostics diagnostics) {
    ViewErrors errors = new ViewErrors(file, diagnostics);
    try {
      return compile(name, sql, sources, broken, errors);
    } catch (StackOverflowError e) {
      errors.at(1, 1, TOO_DEEP);
      return null;
    }
  }

  private static Fold compile(
      String name,
      String sql,
      Map<String, SourceDefinition> sources,
      Set<String> broken,
      ViewErrors errors) {
    SqlSelect select = ViewParser.parse(sql, errors);
    ViewStatement statement =
        select == null ? null : ViewShape.check(select, sources, broken, errors);
    ViewPlan plan = statement == null || errors.any() ? null : plan(statement, errors);
    if (plan == null) {
      return null;
    }
    String java = KernelWriter.write(plan, statement, errors);
    if (errors.any()) {
      return null;
    }
    try {
      return Fold.builder(name)
          .version(ViewVersion.of(plan))
          .source(plan.source().name())
          .sql(sql)
          .reads(ViewVersion.reads(plan).stream().map(c -> c.column().name()).toList())
          .keys(plan.keys().stream().map(ViewPlan.Key::column).toList())
          .measures(
              plan.measures().stream()
                  .map(m -> new Measure(m.name(), m.aggregate().spec()))
                  .toList())
          .paneMillis(plan.paneMillis())
          .eventTime(plan.source().eventTime())
          .kernelClass(KernelCompiler.compile(java))
          .build();
    } catch (IllegalArgumentException | Unsupported e) {
      errors.at(statement.select(), e.getMessage().replaceAll("\\.?$", "."));
      return null;
    }
  }

  static ViewPlan plan(ViewStatement statement, ViewErrors errors) {
    RelNode algebra = ViewPlanner.plan(statement, errors);
    return algebra == null ? null : ViewMatcher.match(algebra, statement, errors);
  }
}
