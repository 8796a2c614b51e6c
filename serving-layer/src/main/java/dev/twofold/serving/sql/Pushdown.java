package dev.twofold.serving.sql;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.fold.KeyFilter;
import dev.twofold.view.Slice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.TimestampString;

/**
 * What of a condition both stores can answer by themselves: equality with key columns, and bounds
 * of the window's start.
 */
final class Pushdown {
  private final ViewColumns columns;
  private final Map<String, Object> equal = new HashMap<>();
  private final List<RexNode> rest = new ArrayList<>();
  private long from = Long.MIN_VALUE;
  private long to = Long.MAX_VALUE;

  private Pushdown(ViewColumns columns) {
    this.columns = columns;
  }

  /**
   * @param conditions over the columns, all of which must hold
   */
  static Pushdown of(ViewColumns columns, List<RexNode> conditions, RexBuilder rex) {
    Pushdown pushdown = new Pushdown(columns);
    for (RexNode condition : conditions) {
      RexNode plain = RexUtil.expandSearch(rex, null, condition);
      RelOptUtil.conjunctions(plain).forEach(pushdown::take);
    }
    return pushdown;
  }

  /** What to read of the stores: all that can match, and perhaps more. */
  Slice slice() {
    return new Slice(
        equal.isEmpty() ? KeyFilter.ANY : KeyFilter.of(columns.fold().keys(), equal),
        from,
        Math.max(from, to));
  }

  /** What both stores are asked for, as SQL has it. */
  @Override
  public String toString() {
    List<String> asked = new ArrayList<>();
    for (Column key : columns.fold().keys()) {
      if (equal.containsKey(key.name())) {
        Object value = equal.get(key.name());
        asked.add(key.name() + (value == null ? " IS NULL" : " = " + text(key, value)));
      }
    }
    if (from != Long.MIN_VALUE) {
      asked.add("window_start >= " + Instant.ofEpochMilli(from));
    }
    if (to != Long.MAX_VALUE) {
      asked.add("window_start < " + Instant.ofEpochMilli(to));
    }
    return asked.isEmpty() ? "all keys and windows" : String.join(" AND ", asked);
  }

  private static String text(Column key, Object value) {
    return switch (key.type().kind()) {
      case VARCHAR -> "'" + value.toString().replace("'", "''") + "'";
      case TIMESTAMP -> Instant.ofEpochMilli((Long) value).toString();
      default -> value.toString();
    };
  }

  /** What is left to be asked of each row. */
  List<RexNode> rest() {
    return rest;
  }

  private void take(RexNode condition) {
    if (!isKeyCondition(condition) && !isWindowCondition(condition)) {
      rest.add(condition);
    }
  }

  private boolean isKeyCondition(RexNode condition) {
    if (condition instanceof RexInputRef ref) {
      return isBoolean(ref) && put(ref, true);
    }
    if (!(condition instanceof RexCall call)) {
      return false;
    }
    RexNode first = call.getOperands().get(0);
    return switch (call.getKind()) {
      case NOT -> first instanceof RexInputRef ref && isBoolean(ref) && put(ref, false);
      case IS_NULL -> first instanceof RexInputRef ref && isKey(ref) && put(ref, null);
      case EQUALS -> isEquality(first, call.getOperands().get(1));
      default -> false;
    };
  }

  private boolean isKey(RexInputRef ref) {
    return columns.isKey(ref.getIndex());
  }

  private boolean isBoolean(RexInputRef ref) {
    return isKey(ref) && key(ref).type().equals(DataType.BOOLEAN);
  }

  private Column key(RexInputRef ref) {
    return columns.fold().keys().get(ref.getIndex());
  }

  private boolean isEquality(RexNode a, RexNode b) {
    if (b instanceof RexInputRef) {
      return !(a instanceof RexInputRef) && isEquality(b, a);
    }
    if (!(a instanceof RexInputRef ref) || !isKey(ref) || !(b instanceof RexLiteral literal)) {
      return false;
    }
    if (literal.isNull()) {
      return false;
    }
    return switch (key(ref).type().kind()) {
      case VARCHAR -> put(ref, literal.getValueAs(String.class));
      case BIGINT -> {
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        yield value != null && isLong(value) && put(ref, value.longValue());
      }
      case TIMESTAMP -> put(ref, millis(literal));
      // Of these, equal values may have different bytes.
      default -> false;
    };
  }

  private static boolean isLong(BigDecimal value) {
    return value.compareTo(BigDecimal.valueOf(value.longValue())) == 0;
  }

  /** False where it says of a column what cannot be asked of the stores. */
  private boolean put(RexInputRef ref, Object value) {
    Column key = key(ref);
    if (equal.containsKey(key.name())) {
      return false;
    }
    try {
      KeyFilter.of(List.of(key), Collections.singletonMap(key.name(), value));
    } catch (IllegalArgumentException e) {
      return false;
    }
    equal.put(key.name(), value);
    return true;
  }

  private boolean isWindowCondition(RexNode condition) {
    if (!(condition instanceof RexCall call) || call.getOperands().size() != 2) {
      return false;
    }
    RexNode a = call.getOperands().get(0);
    RexNode b = call.getOperands().get(1);
    if (isWindowStart(a) && b instanceof RexLiteral literal && !literal.isNull()) {
      return bound(call.getKind(), millis(literal));
    }
    if (isWindowStart(b) && a instanceof RexLiteral literal && !literal.isNull()) {
      return bound(call.getKind().reverse(), millis(literal));
    }
    return false;
  }

  private boolean isWindowStart(RexNode node) {
    return node instanceof RexInputRef ref && columns.isWindowStart(ref.getIndex());
  }

  private boolean bound(SqlKind kind, long millis) {
    switch (kind) {
      case GREATER_THAN_OR_EQUAL -> from = Math.max(from, millis);
      case GREATER_THAN -> from = Math.max(from, millis + 1);
      case LESS_THAN -> to = Math.min(to, millis);
      case LESS_THAN_OR_EQUAL -> to = Math.min(to, millis + 1);
      case EQUALS -> {
        from = Math.max(from, millis);
        to = Math.min(to, millis + 1);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static long millis(RexLiteral literal) {
    return literal.getValueAs(TimestampString.class).getMillisSinceEpoch();
  }
}
