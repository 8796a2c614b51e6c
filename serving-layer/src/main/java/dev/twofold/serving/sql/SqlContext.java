package dev.twofold.serving.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;

/** What compiled statements ask of those who run them. All times are UTC. */
final class SqlContext implements DataContext {
  private final SchemaPlus schema;
  private final JavaTypeFactory types;
  private final Map<String, Object> variables = new HashMap<>();

  SqlContext(SchemaPlus schema, JavaTypeFactory types, long nowMillis) {
    this.schema = schema;
    this.types = types;
    variables.put(Variable.UTC_TIMESTAMP.camelName, nowMillis);
    variables.put(Variable.CURRENT_TIMESTAMP.camelName, nowMillis);
    variables.put(Variable.LOCAL_TIMESTAMP.camelName, nowMillis);
    variables.put(Variable.SYS_TIMESTAMP.camelName, nowMillis);
    variables.put(Variable.TIME_ZONE.camelName, TimeZone.getTimeZone("UTC"));
  }

  /** Where a statement that is compiled leaves what it asks for as it runs. */
  Map<String, Object> variables() {
    return variables;
  }

  @Override
  public SchemaPlus getRootSchema() {
    return schema;
  }

  @Override
  public JavaTypeFactory getTypeFactory() {
    return types;
  }

  @Override
  public QueryProvider getQueryProvider() {
    return null;
  }

  @Override
  public Object get(String name) {
    return variables.get(name);
  }

  /** Another context with something more in it. */
  static class Wrapped implements DataContext {
    private final DataContext context;

    Wrapped(DataContext context) {
      this.context = context;
    }

    @Override
    public final SchemaPlus getRootSchema() {
      return context.getRootSchema();
    }

    @Override
    public final JavaTypeFactory getTypeFactory() {
      return context.getTypeFactory();
    }

    @Override
    public final QueryProvider getQueryProvider() {
      return context.getQueryProvider();
    }

    @Override
    public Object get(String name) {
      return context.get(name);
    }
  }
}
