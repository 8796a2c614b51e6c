package dev.twofold.definition;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;

/** Finds calls of aggregates in parsed expressions. */
final class AggregateFinder {
  private AggregateFinder() {}

  /** The first call of an aggregate in the expression; null where there is none. */
  static SqlCall first(SqlNode node) {
    try {
      node.accept(
          new SqlBasicVisitor<Void>() {
            @Override
            public Void visit(SqlCall call) {
              if (call instanceof SqlSelect) {
                return null;
              }
              if (isAggregateCall(call)) {
                throw new Util.FoundOne(call);
              }
              return super.visit(call);
            }
          });
      return null;
    } catch (Util.FoundOne found) {
      return (SqlCall) found.getNode();
    }
  }

  /** Whether the expression itself is an aggregate, with or without FILTER. */
  static boolean isAggregate(SqlNode node) {
    if (node.getKind() == SqlKind.FILTER
        || node.getKind() == SqlKind.WITHIN_GROUP
        || node.getKind() == SqlKind.IGNORE_NULLS
        || node.getKind() == SqlKind.RESPECT_NULLS) {
      return isAggregate(((SqlCall) node).operand(0));
    }
    return node instanceof SqlCall call && isAggregateCall(call);
  }

  static boolean isAggregateCall(SqlCall call) {
    return ViewOperators.INSTANCE.isAggregate(call.getOperator().getName());
  }
}
