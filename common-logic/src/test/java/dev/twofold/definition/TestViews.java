package dev.twofold.definition;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Compiles views of one source, {@code events}, for tests. */
final class TestViews {
  static final SourceDefinition EVENTS = source("events", resource("events.yaml"));

  private TestViews() {}

  static SourceDefinition source(String name, String yaml) {
    Diagnostics diagnostics = new Diagnostics();
    SourceDefinition source =
        SourceReader.read("sources/" + name + ".yaml", yaml, name, diagnostics);
    diagnostics.throwIfAny();
    return source;
  }

  static Fold compile(String sql) {
    return compile(sql, EVENTS);
  }

  static Fold compile(String sql, SourceDefinition source) {
    Diagnostics diagnostics = new Diagnostics();
    Fold fold =
        ViewCompiler.compile(
            "view.sql", "view", sql, Map.of(source.name(), source), Set.of(), diagnostics);
    diagnostics.throwIfAny();
    return fold;
  }

  /** The plan that the compiler writes code from. */
  static ViewPlan plan(String sql) {
    Diagnostics diagnostics = new Diagnostics();
    ViewErrors errors = new ViewErrors("view.sql", diagnostics);
    ViewStatement statement =
        ViewShape.check(
            ViewParser.parse(sql, errors), Map.of(EVENTS.name(), EVENTS), Set.of(), errors);
    ViewPlan plan = statement == null ? null : ViewCompiler.plan(statement, errors);
    diagnostics.throwIfAny();
    return plan;
  }

  /** A row of Java values of the columns' types; null for NULL. */
  static Row row(SourceDefinition source, Object... values) {
    Row row = new Row(source.columns().size());
    for (int i = 0; i < values.length; i++) {
      Column column = source.columns().get(i).column();
      Object value = values[i];
      row.nulls[i] = value == null;
      if (value == null) {
        // What an earlier record left behind, for generated code to trip over.
        row.words[i] = 0x5555_5555_5555_5555L;
        row.refs[i] = "stale";
        if (column.type().kind() == DataType.Kind.DECIMAL) {
          row.refs[i] = BigDecimal.TEN;
        }
      } else if (value instanceof Boolean flag) {
        row.words[i] = flag ? 1 : 0;
      } else if (value instanceof Long number) {
        row.words[i] = number;
      } else if (value instanceof Double number) {
        row.words[i] = Double.doubleToRawLongBits(number);
      } else {
        row.refs[i] = value;
      }
    }
    return row;
  }

  static String resource(String name) {
    try (InputStream in = TestViews.class.getClassLoader().getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
