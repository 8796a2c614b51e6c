package dev.twofold.reconciliation;

import dev.twofold.data.DataType;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.fold.TopEntry;
import dev.twofold.reconciliation.Difference.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keys and states as values that people and JSON can read. */
final class Shown {
  private Shown() {}

  static Map<String, Object> key(Fold fold, byte[] key) {
    Map<String, Object> shown = new LinkedHashMap<>();
    Object[] values = fold.keyValues(key);
    for (int i = 0; i < values.length; i++) {
      shown.put(fold.keys().get(i).name(), value(fold.keys().get(i).type(), values[i]));
    }
    return shown;
  }

  /** Null where there is no state, or none that can be read. */
  static Result result(Fold fold, byte[] bytes) {
    State state = decode(fold, bytes);
    if (state == null) {
      return null;
    }
    Map<String, Object> measures = new LinkedHashMap<>();
    for (int i = 0; i < fold.measures().size(); i++) {
      measures.put(fold.measures().get(i).name(), measure(fold, state, i));
    }
    return new Result(state.events(), measures);
  }

  /** Null where the bytes are no state of the view. */
  static State decode(Fold fold, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return fold.decode(bytes);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The measures in which two states differ, in order. */
  static List<Integer> differing(Fold fold, byte[] one, byte[] other) {
    Object[] a = fold.toColumns(fold.decode(one));
    Object[] b = fold.toColumns(fold.decode(other));
    List<Integer> differing = new ArrayList<>();
    int column = 1; // 0 is the count of events
    for (int measure = 0; measure < fold.measures().size(); measure++) {
      boolean same = true;
      for (int i = fold.measures().get(measure).aggregate().fields().size(); i > 0; i--) {
        same &= Objects.deepEquals(a[column], b[column]);
        column++;
      }
      if (!same) {
        differing.add(measure);
      }
    }
    return differing;
  }

  private static Object measure(Fold fold, State state, int index) {
    try {
      return value(fold.resultType(index), fold.present(state, index));
    } catch (ArithmeticException e) {
      return "does not fit its type";
    }
  }

  private static Object value(DataType type, Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.kind()) {
      case TIMESTAMP -> Instant.ofEpochMilli((Long) value).toString();
      case DOUBLE -> Double.isFinite((Double) value) ? value : value.toString();
      case LIST -> ((List<?>) value).stream().map(Shown::entry).toList();
      case BINARY -> Base64.getEncoder().encodeToString((byte[]) value);
      default -> value;
    };
  }

  private static String entry(Object entry) {
    TopEntry top = (TopEntry) entry;
    return top.value() + ": " + top.count();
  }
}
