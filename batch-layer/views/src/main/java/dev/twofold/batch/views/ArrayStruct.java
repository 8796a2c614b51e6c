package dev.twofold.batch.views;

import org.apache.iceberg.StructLike;

/** A row of internal values, to be filled anew for each row. */
final class ArrayStruct implements StructLike {
  private final Object[] values;

  ArrayStruct(Object... values) {
    this.values = values;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public <T> T get(int position, Class<T> type) {
    return type.cast(values[position]);
  }

  @Override
  public <T> void set(int position, T value) {
    values[position] = value;
  }
}
