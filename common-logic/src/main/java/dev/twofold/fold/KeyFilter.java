package dev.twofold.fold;

import dev.twofold.data.Column;
import java.util.List;
import java.util.Map;

/** Equality with some of a key's columns, tested on canonical key bytes without decoding them. Immutable. */
public final class KeyFilter {
  public static final KeyFilter ANY = new KeyFilter();

  private KeyFilter() {}

  /**
   * @param equal by column name, the Java value of the column's type or null for NULL
   * @throws IllegalArgumentException where a name is no key column or a value is not of its type
   */
  public static KeyFilter of(List<Column> keys, Map<String, Object> equal) {
    throw new UnsupportedOperationException();
  }

  public boolean matches(byte[] key) {
    throw new UnsupportedOperationException();
  }

  /** The bytes that every matching key starts with; empty where none are known. */
  public byte[] prefix() {
    throw new UnsupportedOperationException();
  }

  /** Whether the filter names every column, so that {@link #prefix} is the whole key. */
  public boolean isExact() {
    throw new UnsupportedOperationException();
  }
}
