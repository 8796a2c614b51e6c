package dev.twofold.serving.sql;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.fold.Fold;
import dev.twofold.serving.query.AnswerTooLargeException;
import dev.twofold.serving.query.Limits;
import dev.twofold.serving.query.QueryEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.adapter.enumerable.EnumerableInterpretable;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;

/** Answers SQL over views. Thread-safe. */
public final class SqlEngine {
  private final Limits limits;
  private final Duration time;
  private final Clock clock;

  /**
   * @param limits whose {@code maxRows} an answer may have; what is read of a view is limited by
   *     the view's own
   * @param time that one statement may take
   */
  public SqlEngine(Limits limits, Duration time, Clock clock) {
    this.limits = limits;
    this.time = time;
    this.clock = clock;
  }

  /**
   * Answers one SELECT; behind the word EXPLAIN, with how it was answered in place of its rows.
   *
   * @param views those that it may name
   * @throws SqlException where it cannot be answered as it is written
   * @throws AnswerTooLargeException where a limit is reached
   * @throws dev.twofold.view.ViewUnavailableException where no layer of a view can answer
   */
  public SqlAnswer answer(String sql, Collection<QueryEngine> views) {
    return answer(sql, List.of(), views);
  }

  /**
   * As {@link #answer(String, Collection)}, of a statement with question marks.
   *
   * @param parameters a value for each: a Boolean, a Number, a text or, for a timestamp, its
   *     milliseconds; null for NULL
   */
  public SqlAnswer answer(String sql, List<Object> parameters, Collection<QueryEngine> views) {
    SqlRun run = new SqlRun(time);
    CalciteSchema schema = schema(views, run);
    JavaTypeFactory types = SqlTypes.newFactory();
    Optional<String> explained = SqlExplanation.statementOf(sql);
    SqlPlan plan =
        new SqlPlanner(schema, types).plan(explained.orElse(sql), Optional.of(parameters));
    SqlContext context = new SqlContext(schema.plus(), types, clock.millis());
    List<Object[]> rows = rows(plan, context, run);
    return explained.isPresent()
        ? SqlExplanation.of(plan, run.reads(), rows.size())
        : new SqlAnswer(columns(plan.rowType()), rows, run.reads(), run.warnings());
  }

  /**
   * What a statement asks for and gives, without running it.
   *
   * @param parameters the types of its question marks
   */
  public record Description(List<Column> columns, List<DataType> parameters) {
    public Description {
      columns = List.copyOf(columns);
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * Checks and plans a statement.
   *
   * @throws SqlException where it cannot be answered as it is written
   */
  public Description describe(String sql, Collection<QueryEngine> views) {
    Optional<String> explained = SqlExplanation.statementOf(sql);
    SqlPlan plan =
        new SqlPlanner(schema(views, new SqlRun(time)), SqlTypes.newFactory())
            .plan(explained.orElse(sql), Optional.empty());
    return new Description(
        explained.isPresent() ? SqlExplanation.COLUMNS : columns(plan.rowType()),
        plan.parameters().stream().map(SqlTypes::dataType).toList());
  }

  private static CalciteSchema schema(Collection<QueryEngine> views, SqlRun run) {
    CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
    views.forEach(view -> schema.add(view.fold().view(), new ViewTable(view, run)));
    return schema;
  }

  /** The columns of a view as a table. */
  public static List<Column> columns(Fold view) {
    return columns(new ViewColumns(view).rowType(SqlTypes.newFactory()));
  }

  private static List<Column> columns(RelDataType rowType) {
    List<Column> columns = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      columns.add(
          new Column(
              field.getName(), SqlTypes.dataType(field.getType()), field.getType().isNullable()));
    }
    return columns;
  }

  private List<Object[]> rows(SqlPlan plan, SqlContext context, SqlRun run) {
    List<RelDataTypeField> fields = plan.rowType().getFieldList();
    List<Object[]> rows = new ArrayList<>();
    try (Enumerator<?> computed =
        EnumerableInterpretable.toBindable(
                context.variables(), null, plan.physical(), EnumerableRel.Prefer.ARRAY)
            .bind(context)
            .enumerator()) {
      while (computed.moveNext()) {
        run.checkTime();
        if (rows.size() == limits.maxRows()) {
          throw new AnswerTooLargeException(
              "The answer has more than "
                  + limits.maxRows()
                  + " rows, the most that one may: add LIMIT.");
        }
        Object row = computed.current();
        rows.add(values(fields, row instanceof Object[] many ? many : new Object[] {row}));
      }
    } catch (ArithmeticException e) {
      throw cannotCompute(e);
    } catch (ExceptionInInitializerError e) {
      // Constants are computed as the statement's code is loaded.
      if (e.getCause() instanceof ArithmeticException cause) {
        throw cannotCompute(cause);
      }
      throw e;
    }
    return rows;
  }

  private static SqlException cannotCompute(ArithmeticException e) {
    return new SqlException("The statement cannot be computed: " + e.getMessage() + ".", null);
  }

  private static Object[] values(List<RelDataTypeField> fields, Object[] computed) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = SqlTypes.value(fields.get(i).getType(), computed[i]);
    }
    return values;
  }
}
