package dev.twofold.batch.job;

import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.event.SourceDefinition;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Turns Spark's rows of some of a source's columns into the rows that folds take. */
final class RowAdapter implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MICROS = 1000;
  private static final int STRINGS = 1 << 12;

  private final int width;

  /** For each of Spark's columns, which column of the source it is, and its type. */
  private final int[] at;

  private final DataType[] types;
  private transient UTF8String[] seen;
  private transient String[] strings;

  /**
   * @param columns names of columns of the source, in the order in which Spark's rows have them
   */
  RowAdapter(SourceDefinition source, List<String> columns) {
    List<String> names = source.columns().stream().map(column -> column.column().name()).toList();
    width = names.size();
    at = columns.stream().mapToInt(names::indexOf).toArray();
    types = new DataType[at.length];
    for (int i = 0; i < at.length; i++) {
      types[i] = source.columns().get(at[i]).column().type();
    }
  }

  /** A row to adapt into: what no view reads is NULL in it. */
  Row newRow() {
    Row row = new Row(width);
    Arrays.fill(row.nulls, true);
    return row;
  }

  /** Takes over all values of a row. Not thread-safe: each task has a copy of its own. */
  void adapt(InternalRow in, Row row) {
    if (seen == null) {
      seen = new UTF8String[STRINGS];
      strings = new String[STRINGS];
    }
    for (int i = 0; i < at.length; i++) {
      int column = at[i];
      boolean isNull = in.isNullAt(i);
      row.nulls[column] = isNull;
      if (!isNull) {
        set(in, i, row, column);
      }
    }
  }

  private void set(InternalRow in, int i, Row row, int column) {
    DataType type = types[i];
    switch (type.kind()) {
      case BOOLEAN -> row.words[column] = in.getBoolean(i) ? 1 : 0;
      case BIGINT -> row.words[column] = in.getLong(i);
      case TIMESTAMP -> row.words[column] = Math.floorDiv(in.getLong(i), MICROS);
      case DOUBLE -> row.words[column] = Double.doubleToRawLongBits(in.getDouble(i));
      case DECIMAL ->
          row.refs[column] = in.getDecimal(i, type.precision(), type.scale()).toJavaBigDecimal();
      case VARCHAR -> row.refs[column] = string(in.getUTF8String(i));
      default -> throw new IllegalStateException("Cannot read a source's column of " + type);
    }
  }

  /** Decodes a string, or finds it among those met before: most columns repeat a few. */
  private String string(UTF8String utf8) {
    int slot = utf8.hashCode() & (STRINGS - 1);
    if (!utf8.equals(seen[slot])) {
      // Spark reuses the memory behind its strings.
      seen[slot] = utf8.clone();
      strings[slot] = utf8.toString();
    }
    return strings[slot];
  }
}
