package dev.twofold.serving.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.util.TimestampString;

/** Puts values in the place of a statement's question marks. */
final class SqlParameters {
  private SqlParameters() {}

  /**
   * @param types of the question marks
   * @param values a Boolean, a Number, a text or, for a timestamp, its milliseconds; null for NULL
   * @throws SqlException where they are not as many as there are question marks, or one is not of
   *     its type
   */
  static RelNode bound(RelNode node, List<RelDataType> types, List<Object> values, RexBuilder rex) {
    if (types.size() != values.size()) {
      throw new SqlException(
          "The statement has "
              + types.size()
              + " question marks, and there are "
              + values.size()
              + " values for them.",
          null);
    }
    List<RexNode> literals = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      literals.add(literal(i, types.get(i), values.get(i), rex));
    }
    return node.accept(new Binding(literals));
  }

  /** A literal and no cast of one: only those are pushed down to the stores. */
  private static RexNode literal(int index, RelDataType type, Object value, RexBuilder rex) {
    if (value == null) {
      return rex.makeNullLiteral(type);
    }
    RelDataType known = rex.getTypeFactory().createTypeWithNullability(type, false);
    try {
      return switch (type.getSqlTypeName()) {
        case BOOLEAN -> rex.makeLiteral((Boolean) value);
        case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, FLOAT, REAL, DOUBLE ->
            rex.makeLiteral(new BigDecimal(((Number) value).toString()), known);
        case TIMESTAMP ->
            rex.makeLiteral(
                TimestampString.fromMillisSinceEpoch(((Number) value).longValue()), known);
        case CHAR, VARCHAR -> rex.makeLiteral((String) value);
        default -> throw new ClassCastException();
      };
    } catch (ClassCastException | NumberFormatException e) {
      throw new SqlException(
          "The value of question mark " + (index + 1) + " is no " + type.getSqlTypeName() + ".",
          null);
    }
  }

  private static final class Binding extends RelHomogeneousShuttle {
    private final RexShuttle expressions;

    Binding(List<RexNode> literals) {
      this.expressions =
          new RexShuttle() {
            @Override
            public RexNode visitDynamicParam(RexDynamicParam parameter) {
              return literals.get(parameter.getIndex());
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery query) {
              RexSubQuery inner = (RexSubQuery) super.visitSubQuery(query);
              return inner.clone(inner.rel.accept(Binding.this));
            }
          };
    }

    @Override
    public RelNode visit(RelNode node) {
      return super.visit(node).accept(expressions);
    }
  }
}
