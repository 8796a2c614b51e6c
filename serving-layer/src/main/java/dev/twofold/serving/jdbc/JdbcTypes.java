package dev.twofold.serving.jdbc;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.MetaImpl;

/** How columns and values are told to a JDBC driver. */
final class JdbcTypes {
  private static final int MAX_DIGITS = 38;

  private JdbcTypes() {}

  /** Of those that an answer can have; the rest are texts there. */
  static int jdbcType(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Types.BOOLEAN;
      case BIGINT -> Types.BIGINT;
      case DOUBLE -> Types.DOUBLE;
      case DECIMAL -> Types.DECIMAL;
      case TIMESTAMP -> Types.TIMESTAMP;
      case VARCHAR, BINARY, LIST -> Types.VARCHAR;
    };
  }

  private static Rep representation(DataType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Rep.BOOLEAN;
      case BIGINT, TIMESTAMP -> Rep.LONG;
      case DOUBLE -> Rep.DOUBLE;
      case DECIMAL -> Rep.NUMBER;
      case VARCHAR, BINARY, LIST -> Rep.STRING;
    };
  }

  static String name(DataType type) {
    return switch (type.kind()) {
      case BINARY, LIST -> DataType.VARCHAR.toString();
      default -> type.kind().name();
    };
  }

  static List<ColumnMetaData> columns(List<Column> columns) {
    List<ColumnMetaData> described = new ArrayList<>();
    for (Column column : columns) {
      DataType type = column.type();
      described.add(
          MetaImpl.columnMetaData(
              column.name(),
              described.size(),
              ColumnMetaData.scalar(jdbcType(type), name(type), representation(type)),
              column.nullable()));
    }
    return described;
  }

  static List<AvaticaParameter> parameters(List<DataType> types) {
    List<AvaticaParameter> described = new ArrayList<>();
    for (DataType type : types) {
      described.add(
          new AvaticaParameter(
              true,
              precision(type),
              type.scale(),
              jdbcType(type),
              name(type),
              representation(type).clazz.getName(),
              "?" + (described.size() + 1)));
    }
    return described;
  }

  private static int precision(DataType type) {
    return type.kind() == DataType.Kind.DECIMAL ? type.precision() : MAX_DIGITS;
  }
}
