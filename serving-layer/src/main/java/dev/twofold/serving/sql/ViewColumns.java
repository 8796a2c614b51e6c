package dev.twofold.serving.sql;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.fold.Fold;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;

/** The columns of a view's table: its keys, its window where it has one, its measures. */
record ViewColumns(Fold fold) {
  static final String WINDOW_START = "window_start";
  static final String WINDOW_END = "window_end";

  RelDataType rowType(RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder builder = factory.builder();
    for (Column key : fold.keys()) {
      builder.add(key.name(), SqlTypes.sqlType(key.type(), true, factory));
    }
    if (hasWindow()) {
      builder.add(WINDOW_START, SqlTypes.sqlType(DataType.TIMESTAMP, false, factory));
      builder.add(WINDOW_END, SqlTypes.sqlType(DataType.TIMESTAMP, false, factory));
    }
    for (int i = 0; i < fold.measures().size(); i++) {
      builder.add(
          fold.measures().get(i).name(), SqlTypes.sqlType(fold.resultType(i), true, factory));
    }
    return builder.build();
  }

  boolean hasWindow() {
    return fold.paneMillis() > 0;
  }

  /** How many columns come before the measures. */
  int firstMeasure() {
    return fold.keys().size() + (hasWindow() ? 2 : 0);
  }

  int size() {
    return firstMeasure() + fold.measures().size();
  }

  boolean isKey(int column) {
    return column < fold.keys().size();
  }

  boolean isWindowStart(int column) {
    return hasWindow() && column == fold.keys().size();
  }

  boolean isMeasure(int column) {
    return column >= firstMeasure();
  }

  /** The measure that a column is. */
  int measure(int column) {
    return column - firstMeasure();
  }

  /** A row without its measures. */
  Object[] row(byte[] key, long pane) {
    Object[] row = new Object[size()];
    Object[] keys = fold.keyValues(key);
    System.arraycopy(keys, 0, row, 0, keys.length);
    if (hasWindow()) {
      row[keys.length] = pane;
      row[keys.length + 1] = pane + fold.paneMillis();
    }
    return row;
  }

  List<String> measureNames() {
    return fold.measures().stream().map(measure -> measure.name()).toList();
  }
}
