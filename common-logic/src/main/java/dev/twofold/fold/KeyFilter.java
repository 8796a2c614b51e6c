package dev.twofold.fold;

import dev.twofold.data.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Equality with some of a key's columns, tested on canonical key bytes without decoding them.
 * Immutable.
 */
public final class KeyFilter {
  public static final KeyFilter ANY = new KeyFilter(new byte[0][], false);

  /**
   * By column, its whole bytes, or null where any will do; columns after the last that matters are
   * left out.
   */
  private final byte[][] wanted;

  private final boolean exact;

  private KeyFilter(byte[][] wanted, boolean exact) {
    this.wanted = wanted;
    this.exact = exact;
  }

  /**
   * @param equal by column name, the Java value of the column's type or null for NULL
   * @throws IllegalArgumentException where a name is no key column, a value is not of its type or a
   *     text is one that no key holds
   */
  public static KeyFilter of(List<Column> keys, Map<String, Object> equal) {
    List<String> names = keys.stream().map(Column::name).toList();
    for (String name : equal.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "Cannot filter by " + name + ": the key columns are " + names);
      }
    }
    byte[][] wanted = new byte[keys.size()][];
    int used = 0;
    for (int i = 0; i < wanted.length; i++) {
      Column key = keys.get(i);
      if (equal.containsKey(key.name())) {
        if (equal.get(key.name()) instanceof String text && KeyWriter.isTooLong(text)) {
          throw new IllegalArgumentException(
              "Cannot filter by "
                  + key.name()
                  + ": texts of more than "
                  + KeyWriter.MAX_STRING_BYTES
                  + " bytes are NULL in a key");
        }
        KeyWriter out = new KeyWriter();
        Keys.write(key, equal.get(key.name()), out);
        wanted[i] = out.toBytes();
        used = i + 1;
      }
    }
    return new KeyFilter(Arrays.copyOf(wanted, used), equal.size() == keys.size());
  }

  /**
   * @param key canonical bytes of a key of the same view
   */
  public boolean matches(byte[] key) {
    int at = 0;
    for (byte[] column : wanted) {
      if (column == null) {
        at = Keys.end(key, at);
      } else if (startsWith(key, at, column)) {
        at += column.length;
      } else {
        return false;
      }
    }
    return true;
  }

  /** The bytes that every matching key starts with; empty where none are known. */
  public byte[] prefix() {
    BytesOut out = new BytesOut(64);
    for (int i = 0; i < wanted.length && wanted[i] != null; i++) {
      out.writeBytes(wanted[i]);
    }
    return out.toBytes();
  }

  /** Whether the filter names every column, so that {@link #prefix} is the whole key. */
  public boolean isExact() {
    return exact;
  }

  private static boolean startsWith(byte[] key, int at, byte[] column) {
    int end = at + column.length;
    return end <= key.length && Arrays.equals(key, at, end, column, 0, column.length);
  }
}
