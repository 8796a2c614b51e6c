package dev.twofold.serving.sql;

import dev.twofold.data.DataType;
import dev.twofold.definition.ViewTypes;
import dev.twofold.serving.query.ValueJson;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.type.SqlTypeName;

/** How the types of views and those of SQL correspond, and their values. */
final class SqlTypes {
  private SqlTypes() {}

  private static final class TypeSystem extends ViewTypes.TypeSystem {
    /** A sum of BIGINTs may need more digits than those have. */
    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
      return switch (argument.getSqlTypeName()) {
        case TINYINT, SMALLINT, INTEGER, BIGINT -> decimal(factory, 0, argument.isNullable());
        case DECIMAL -> decimal(factory, argument.getScale(), argument.isNullable());
        default -> argument;
      };
    }

    private static RelDataType decimal(RelDataTypeFactory factory, int scale, boolean nullable) {
      return factory.createTypeWithNullability(
          factory.createSqlType(SqlTypeName.DECIMAL, 38, scale), nullable);
    }
  }

  private static final class TypeFactory extends JavaTypeFactoryImpl {
    TypeFactory(RelDataTypeSystem typeSystem) {
      super(typeSystem);
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8; // else a literal such as 'Москва' is refused
    }
  }

  static JavaTypeFactory newFactory() {
    return new TypeFactory(new TypeSystem());
  }

  /** What a column of a view is in SQL. */
  static RelDataType sqlType(DataType type, boolean nullable, RelDataTypeFactory factory) {
    RelDataType bare =
        switch (type.kind()) {
          case BINARY -> factory.createSqlType(SqlTypeName.VARBINARY);
          // A list is the text that its JSON is.
          case LIST -> ViewTypes.sqlType(DataType.VARCHAR, factory);
          default -> ViewTypes.sqlType(type, factory);
        };
    return factory.createTypeWithNullability(bare, nullable);
  }

  /** A value of a view as Calcite computes with it. */
  static Object sqlValue(Object value) {
    return value instanceof List<?> list ? ValueJson.text(DataType.LIST, list) : value;
  }

  /** What a column of an answer is for those who asked. */
  static DataType dataType(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> DataType.BOOLEAN;
      case TINYINT, SMALLINT, INTEGER, BIGINT -> DataType.BIGINT;
      case FLOAT, REAL, DOUBLE -> DataType.DOUBLE;
      case DECIMAL -> DataType.decimal(type.getPrecision(), Math.max(0, type.getScale()));
      case TIMESTAMP -> DataType.TIMESTAMP;
      default -> DataType.VARCHAR;
    };
  }

  /** A value that Calcite computed as one of {@link #dataType}. */
  static Object value(RelDataType type, Object computed) {
    if (computed == null) {
      return null;
    }
    return switch (type.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> ((Number) computed).longValue();
      case FLOAT, REAL, DOUBLE -> ((Number) computed).doubleValue();
      case BOOLEAN, DECIMAL, TIMESTAMP -> computed;
      case DATE -> LocalDate.ofEpochDay(((Number) computed).longValue()).toString();
      default -> computed.toString();
    };
  }
}
