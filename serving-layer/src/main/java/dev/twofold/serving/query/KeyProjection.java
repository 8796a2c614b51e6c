package dev.twofold.serving.query;

import dev.twofold.data.DataType;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a key down to the columns grouped by: the others become NULL. Remembers the last key, since
 * stores are sorted by key.
 */
final class KeyProjection {
  private final Fold fold;
  private final List<Integer> by;
  private final boolean identity;
  private final KeyWriter writer = new KeyWriter();
  private byte[] lastKey;
  private byte[] lastProjected;

  KeyProjection(Fold fold, List<Integer> by) {
    this.fold = fold;
    this.by = by;
    this.identity = by.size() == fold.keys().size();
  }

  byte[] apply(byte[] key) {
    if (identity) {
      return key;
    }
    if (!Arrays.equals(key, lastKey)) {
      lastKey = key;
      lastProjected = project(fold.keyValues(key));
    }
    return lastProjected;
  }

  private byte[] project(Object[] values) {
    writer.reset();
    for (int i = 0; i < values.length; i++) {
      if (by.contains(i) && values[i] != null) {
        write(fold.keys().get(i).type(), values[i]);
      } else {
        writer.writeNull();
      }
    }
    return writer.toBytes();
  }

  private void write(DataType type, Object value) {
    switch (type.kind()) {
      case BOOLEAN -> writer.writeBoolean((Boolean) value);
      case BIGINT, TIMESTAMP -> writer.writeLong((Long) value);
      case DOUBLE -> writer.writeDouble((Double) value);
      case DECIMAL -> writer.writeDecimal((BigDecimal) value);
      case VARCHAR -> writer.writeString((String) value);
      case BINARY, LIST -> throw new IllegalStateException("Cannot have a key of type " + type);
    }
  }
}
