package dev.twofold.definition;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.event.SourceDefinition;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** SQL types as views see them, and how Calcite's and ours correspond. */
public final class ViewTypes {
  private ViewTypes() {}

  /** DECIMALs of 38 digits, averages that are DOUBLE, texts that are never padded. */
  public static class TypeSystem extends RelDataTypeSystemImpl {
    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
      return typeName == SqlTypeName.DECIMAL ? 38 : super.getMaxPrecision(typeName);
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
      return typeName == SqlTypeName.DECIMAL ? 38 : super.getMaxScale(typeName);
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
      return true; // else CASE ... THEN 'a' ELSE 'bcd' pads 'a' with blanks
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argumentType) {
      return factory.createTypeWithNullability(
          factory.createSqlType(SqlTypeName.DOUBLE), argumentType.isNullable());
    }
  }

  private static final class TypeFactory extends SqlTypeFactoryImpl {
    TypeFactory(RelDataTypeSystem typeSystem) {
      super(typeSystem);
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8; // else a literal such as 'Москва' is refused
    }
  }

  static RelDataTypeFactory newFactory() {
    return new TypeFactory(new TypeSystem());
  }

  /**
   * The source's rows. Every column may be NULL here, even a required one: an error makes NULL of a
   * computed value, and Calcite would take {@code COUNT(a / b)} for {@code COUNT(*)} where neither
   * can be NULL.
   */
  static RelDataType rowType(SourceDefinition source, RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder builder = factory.builder();
    for (SourceColumn sourceColumn : source.columns()) {
      Column column = sourceColumn.column();
      builder.add(
          column.name(), factory.createTypeWithNullability(sqlType(column.type(), factory), true));
    }
    return builder.build();
  }

  /**
   * @throws IllegalArgumentException for a type that SQL has no values of here
   */
  public static RelDataType sqlType(DataType type, RelDataTypeFactory factory) {
    return switch (type.kind()) {
      case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
      case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
      case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
      case DECIMAL -> factory.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
      case VARCHAR ->
          factory.createTypeWithCharsetAndCollation(
              factory.createSqlType(SqlTypeName.VARCHAR),
              StandardCharsets.UTF_8,
              SqlCollation.IMPLICIT);
      case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 3);
      case BINARY, LIST -> throw new IllegalArgumentException("Cannot read a " + type + " column");
    };
  }

  /** Our type of an expression's SQL type; null where views have no such type. */
  static DataType dataType(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> DataType.BOOLEAN;
      case TINYINT, SMALLINT, INTEGER, BIGINT -> DataType.BIGINT;
      case FLOAT, REAL, DOUBLE -> DataType.DOUBLE;
      case DECIMAL -> DataType.decimal(type.getPrecision(), type.getScale());
      case CHAR, VARCHAR -> DataType.VARCHAR;
      case TIMESTAMP -> DataType.TIMESTAMP;
      default -> null;
    };
  }

  /** The type's name as messages say it. */
  static String nameOf(RelDataType type) {
    DataType ours = dataType(type);
    return ours == null ? type.toString() : ours.toString();
  }
}
