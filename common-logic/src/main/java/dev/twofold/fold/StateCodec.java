package dev.twofold.fold;

import dev.twofold.data.Column;
import java.util.List;

/** States to bytes and to columns. */
final class StateCodec {
  StateCodec(String view, List<Measure> measures, List<Column> columns) {}

  byte[] encode(State state) {
    throw new UnsupportedOperationException();
  }

  State decode(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  static long events(byte[] encoded) {
    throw new UnsupportedOperationException();
  }

  Object[] toColumns(State state) {
    throw new UnsupportedOperationException();
  }

  State fromColumns(Object[] values) {
    throw new UnsupportedOperationException();
  }
}
