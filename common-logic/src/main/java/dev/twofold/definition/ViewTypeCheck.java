package dev.twofold.definition;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;

/**
 * Refuses what Calcite accepts although types differ: it compares {@code size > 'abc'} by casting
 * the text to a number, even with type coercion off.
 */
final class ViewTypeCheck extends SqlBasicVisitor<Void> {
  private final SqlValidator validator;
  private final ViewErrors errors;

  private ViewTypeCheck(SqlValidator validator, ViewErrors errors) {
    this.validator = validator;
    this.errors = errors;
  }

  static void check(SqlNode validated, SqlValidator validator, ViewErrors errors) {
    validated.accept(new ViewTypeCheck(validator, errors));
  }

  @Override
  public Void visit(SqlCall call) {
    SqlKind kind = call.getKind();
    if (SqlKind.COMPARISON.contains(kind)
        || kind == SqlKind.IS_DISTINCT_FROM
        || kind == SqlKind.IS_NOT_DISTINCT_FROM
        || kind == SqlKind.BETWEEN) {
      sameFamily(call, call.getOperandList());
    } else if ((kind == SqlKind.IN || kind == SqlKind.NOT_IN)
        && call.operand(1) instanceof SqlNodeList list) {
      for (SqlNode item : list) {
        sameFamily(call, List.of(call.operand(0), item));
      }
    } else if (kind == SqlKind.CAST) {
      checkCast(call);
    }
    return super.visit(call);
  }

  private void sameFamily(SqlCall call, List<SqlNode> operands) {
    RelDataType first = validator.getValidatedNodeTypeIfKnown(operands.get(0));
    for (SqlNode operand : operands.subList(1, operands.size())) {
      RelDataType other = validator.getValidatedNodeTypeIfKnown(operand);
      if (first == null
          || other == null
          || first.getSqlTypeName() == SqlTypeName.NULL
          || other.getSqlTypeName() == SqlTypeName.NULL) {
        continue;
      }
      if (first.getSqlTypeName().getFamily() != other.getSqlTypeName().getFamily()) {
        errors.at(
            operand,
            "Type mismatch: cannot compare "
                + ViewTypes.nameOf(first)
                + " with "
                + ViewTypes.nameOf(other)
                + " in "
                + text(call)
                + "."
                + fix(first, other));
        return;
      }
    }
  }

  private static String fix(RelDataType column, RelDataType literal) {
    if (column.getSqlTypeName().getFamily() == SqlTypeFamily.NUMERIC
        && literal.getSqlTypeName().getFamily() == SqlTypeFamily.CHARACTER) {
      return " Write the number without quotes.";
    }
    if (column.getSqlTypeName().getFamily() == SqlTypeFamily.TIMESTAMP) {
      return " Write TIMESTAMP '2015-09-12 00:00:00'.";
    }
    return " Compare values of one type.";
  }

  private void checkCast(SqlCall call) {
    RelDataType from = validator.getValidatedNodeTypeIfKnown(call.operand(0));
    RelDataType to = validator.getValidatedNodeTypeIfKnown(call);
    if (from == null || to == null) {
      return;
    }
    SqlTypeName target = to.getSqlTypeName();
    boolean numeric =
        from.getSqlTypeName().getFamily() == SqlTypeFamily.NUMERIC
            && (target == SqlTypeName.BIGINT
                || target == SqlTypeName.DOUBLE
                || target == SqlTypeName.DECIMAL);
    if (!numeric) {
      errors.at(
          call,
          "Cannot cast "
              + ViewTypes.nameOf(from)
              + " to "
              + to.getSqlTypeName()
              + ". CAST turns numbers into BIGINT, DOUBLE or DECIMAL(p, s).");
    }
  }

  private static String text(SqlCall call) {
    return ViewMessages.simple(call.toString());
  }
}
