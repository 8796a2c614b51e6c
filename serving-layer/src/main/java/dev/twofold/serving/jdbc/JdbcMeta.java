package dev.twofold.serving.jdbc;

import dev.twofold.data.Column;
import dev.twofold.fold.Fold;
import dev.twofold.serving.query.AnswerTooLargeException;
import dev.twofold.serving.query.QueryEngine;
import dev.twofold.serving.sql.SqlAnswer;
import dev.twofold.serving.sql.SqlEngine;
import dev.twofold.serving.sql.SqlException;
import dev.twofold.view.ViewUnavailableException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.TypedValue;

/**
 * The views as a JDBC database that can only be read. Nothing is kept between two requests, so that
 * any serving node can answer any of them: a statement's handle carries its text, and an answer
 * goes out whole, in one frame. Thread-safe.
 */
public final class JdbcMeta extends MetaImpl {
  private static final int ERROR_CODE = 1;
  private static final String SYNTAX_OR_ACCESS = "42000";
  private static final String LIMIT_REACHED = "54000";
  private static final String UNAVAILABLE = "57000";

  private final Supplier<List<QueryEngine>> views;
  private final SqlEngine engine;
  private final AtomicInteger statements = new AtomicInteger();

  /**
   * @param views gives those that answer now
   */
  public JdbcMeta(Supplier<List<QueryEngine>> views, SqlEngine engine) {
    super(null);
    this.views = views;
    this.engine = engine;
  }

  @Override
  public Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle connection) {
    return Map.of();
  }

  @Override
  public ConnectionProperties connectionSync(ConnectionHandle connection, ConnectionProperties p) {
    return new ConnectionPropertiesImpl(true, true, Connection.TRANSACTION_NONE, null, null);
  }

  @Override
  public StatementHandle createStatement(ConnectionHandle connection) {
    return new StatementHandle(connection.id, statements.incrementAndGet(), null);
  }

  @Override
  public void closeStatement(StatementHandle statement) {
    // Nothing is kept of it.
  }

  @Override
  public StatementHandle prepare(ConnectionHandle connection, String sql, long maxRowCount) {
    SqlEngine.Description described = told(() -> engine.describe(sql, views.get()));
    StatementHandle statement = createStatement(connection);
    statement.signature =
        signature(sql, described.columns(), JdbcTypes.parameters(described.parameters()));
    return statement;
  }

  @Override
  @SuppressWarnings("deprecation") // MetaImpl leaves it abstract.
  public ExecuteResult prepareAndExecute(
      StatementHandle statement, String sql, long maxRowCount, PrepareCallback callback) {
    return answer(statement, sql, List.of(), maxRowCount);
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle statement,
      String sql,
      long maxRowCount,
      int maxRowsInFirstFrame,
      PrepareCallback callback) {
    return answer(statement, sql, List.of(), maxRowCount);
  }

  @Override
  @SuppressWarnings("deprecation") // MetaImpl leaves it abstract.
  public ExecuteResult execute(
      StatementHandle statement, List<TypedValue> parameters, long maxRowCount)
      throws NoSuchStatementException {
    return execute(statement, parameters, -1);
  }

  @Override
  public ExecuteResult execute(
      StatementHandle statement, List<TypedValue> parameters, int maxRowsInFirstFrame)
      throws NoSuchStatementException {
    if (statement.signature == null) {
      throw new NoSuchStatementException(statement);
    }
    List<Object> values = new ArrayList<>();
    for (TypedValue parameter : parameters == null ? List.<TypedValue>of() : parameters) {
      values.add(parameter.value);
    }
    return answer(statement, statement.signature.sql, values, -1);
  }

  private ExecuteResult answer(
      StatementHandle statement, String sql, List<Object> parameters, long maxRowCount) {
    SqlAnswer answer = told(() -> engine.answer(sql, parameters, views.get()));
    List<Object> rows = new ArrayList<>();
    for (Object[] row : answer.rows()) {
      if (maxRowCount > 0 && rows.size() == maxRowCount) {
        break;
      }
      rows.add(row);
    }
    return new ExecuteResult(
        List.of(
            MetaResultSet.create(
                statement.connectionId,
                statement.id,
                false,
                signature(sql, answer.columns(), List.of()),
                Frame.create(0, true, rows))));
  }

  private static Signature signature(
      String sql, List<Column> columns, List<AvaticaParameter> parameters) {
    return Signature.create(
        JdbcTypes.columns(columns), sql, parameters, CursorFactory.ARRAY, StatementType.SELECT);
  }

  /** An answer is whole when it is given: there is never more to fetch. */
  @Override
  public Frame fetch(StatementHandle statement, long offset, int fetchMaxRowCount)
      throws NoSuchStatementException {
    throw new NoSuchStatementException(statement);
  }

  @Override
  public boolean syncResults(StatementHandle statement, QueryState state, long offset) {
    return false;
  }

  @Override
  public void commit(ConnectionHandle connection) {
    // Nothing can be written.
  }

  @Override
  public void rollback(ConnectionHandle connection) {
    // Nothing can be written.
  }

  @Override
  public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle statement, List<String> sql) {
    throw error("Views can only be read: there is no batch of updates.", SYNTAX_OR_ACCESS);
  }

  @Override
  public ExecuteBatchResult executeBatch(
      StatementHandle statement, List<List<TypedValue>> parameters) {
    throw error("Views can only be read: there is no batch of updates.", SYNTAX_OR_ACCESS);
  }

  @Override
  public MetaResultSet getCatalogs(ConnectionHandle connection) {
    return rows(MetaCatalog.class, List.of());
  }

  @Override
  public MetaResultSet getSchemas(ConnectionHandle connection, String catalog, Pat schema) {
    return rows(MetaSchema.class, List.of());
  }

  @Override
  public MetaResultSet getTableTypes(ConnectionHandle connection) {
    return rows(MetaTableType.class, List.of(new MetaTableType(JdbcCatalog.TABLE_TYPE)));
  }

  @Override
  public MetaResultSet getTables(
      ConnectionHandle connection, String catalog, Pat schema, Pat name, List<String> types) {
    return rows(MetaTable.class, JdbcCatalog.tables(folds(), name, types));
  }

  @Override
  public MetaResultSet getColumns(
      ConnectionHandle connection, String catalog, Pat schema, Pat table, Pat column) {
    return rows(MetaColumn.class, JdbcCatalog.columns(folds(), table, column));
  }

  @Override
  public MetaResultSet getTypeInfo(ConnectionHandle connection) {
    return rows(MetaTypeInfo.class, List.of());
  }

  private List<Fold> folds() {
    return views.get().stream().map(QueryEngine::fold).toList();
  }

  /** The driver knows the columns of such a class as its public fields. */
  private static <T> MetaResultSet rows(Class<T> kind, List<T> elements) {
    List<Field> fields = new ArrayList<>();
    for (Field field : kind.getFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        fields.add(field);
      }
    }
    List<Object> rows = new ArrayList<>();
    for (T element : elements) {
      rows.add(fields.stream().map(valueOf(element)).toArray());
    }
    return MetaResultSet.create(
        "",
        -1,
        true,
        Signature.create(
            fieldMetaData(kind).columns, "", List.of(), CursorFactory.ARRAY, StatementType.SELECT),
        Frame.create(0, true, rows));
  }

  private static Function<Field, Object> valueOf(Object element) {
    return field -> {
      try {
        return field.get(element);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("A public field cannot be read: " + field, e);
      }
    };
  }

  /** Its failures as the driver tells them. */
  private static <T> T told(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (SqlException e) {
      String message = e.fix() == null ? e.getMessage() : e.getMessage() + " " + e.fix();
      throw error(message, SYNTAX_OR_ACCESS);
    } catch (AnswerTooLargeException e) {
      throw error(e.getMessage(), LIMIT_REACHED);
    } catch (ViewUnavailableException e) {
      throw error(e.getMessage(), UNAVAILABLE);
    }
  }

  private static AvaticaRuntimeException error(String message, String sqlState) {
    AvaticaRuntimeException error =
        new AvaticaRuntimeException(message, ERROR_CODE, sqlState, AvaticaSeverity.ERROR);
    // It would go to the client.
    error.setStackTrace(new StackTraceElement[0]);
    return error;
  }
}
