package dev.twofold.serving.jdbc;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.fold.Fold;
import dev.twofold.serving.sql.SqlEngine;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.avatica.Meta.Pat;
import org.apache.calcite.avatica.MetaImpl.MetaColumn;
import org.apache.calcite.avatica.MetaImpl.MetaTable;
import org.apache.calcite.runtime.SqlFunctions.LikeFunction;

/** What tools are told of views as tables. */
final class JdbcCatalog {
  static final String TABLE_TYPE = "VIEW";

  private static final String ESCAPE = "\\";
  private static final int RADIX = 10;

  private JdbcCatalog() {}

  /**
   * @param types null for all
   */
  static List<MetaTable> tables(List<Fold> views, Pat name, List<String> types) {
    return types == null || types.contains(TABLE_TYPE)
        ? matching(views, name).stream()
            .map(view -> new MetaTable(null, null, view.view(), TABLE_TYPE))
            .toList()
        : List.of();
  }

  static List<MetaColumn> columns(List<Fold> views, Pat table, Pat name) {
    Predicate<String> wanted = like(name);
    List<MetaColumn> found = new ArrayList<>();
    for (Fold view : matching(views, table)) {
      List<Column> columns = SqlEngine.columns(view);
      for (int i = 0; i < columns.size(); i++) {
        if (wanted.test(columns.get(i).name())) {
          found.add(column(view, columns.get(i), i + 1));
        }
      }
    }
    return found;
  }

  private static MetaColumn column(Fold view, Column column, int ordinal) {
    DataType type = column.type();
    boolean decimal = type.kind() == DataType.Kind.DECIMAL;
    return new MetaColumn(
        null,
        null,
        view.view(),
        column.name(),
        JdbcTypes.jdbcType(type),
        JdbcTypes.name(type),
        decimal ? type.precision() : null,
        decimal ? type.scale() : null,
        RADIX,
        column.nullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
        null,
        ordinal,
        column.nullable() ? "YES" : "NO");
  }

  private static List<Fold> matching(List<Fold> views, Pat name) {
    Predicate<String> wanted = like(name);
    return views.stream().filter(view -> wanted.test(view.view())).toList();
  }

  /** A pattern of JDBC is one of LIKE; none is everything. */
  private static Predicate<String> like(Pat pattern) {
    LikeFunction like = new LikeFunction();
    return name -> pattern == null || pattern.s == null || like.like(name, pattern.s, ESCAPE);
  }
}
