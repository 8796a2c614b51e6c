package dev.twofold.fold;

import dev.twofold.data.Column;
import java.util.List;

/** Canonical key bytes to values and back. */
final class Keys {
  private Keys() {}

  static Object[] decode(List<Column> columns, byte[] key) {
    throw new UnsupportedOperationException();
  }

  static byte[] encode(List<Column> columns, Object[] values) {
    throw new UnsupportedOperationException();
  }
}
