package dev.twofold.serving.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Has sums and averages of whole numbers computed in decimals: a BIGINT would wrap around. */
final class WideSums {
  private WideSums() {}

  static LogicalAggregate of(LogicalAggregate aggregate) {
    RelNode input = aggregate.getInput();
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    List<RexNode> fields = new ArrayList<>();
    for (int i = 0; i < input.getRowType().getFieldCount(); i++) {
      fields.add(RexInputRef.of(i, input.getRowType()));
    }
    int before = fields.size();
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (addsUp(call.getAggregation().getKind())
          && SqlTypeUtil.isIntType(fields.get(call.getArgList().get(0)).getType())) {
        RexNode narrow = fields.get(call.getArgList().get(0));
        RelDataType wide =
            rex.getTypeFactory()
                .createTypeWithNullability(
                    rex.getTypeFactory().createSqlType(SqlTypeName.DECIMAL, 38, 0),
                    narrow.getType().isNullable());
        calls.add(call.withArgList(List.of(fields.size())));
        fields.add(rex.makeCast(wide, narrow));
      } else {
        calls.add(call);
      }
    }
    if (fields.size() == before) {
      return aggregate;
    }
    RelNode widened =
        LogicalProject.create(input, List.of(), fields, (List<String>) null, Set.of());
    return aggregate.copy(
        aggregate.getTraitSet(), widened, aggregate.getGroupSet(), aggregate.getGroupSets(), calls);
  }

  private static boolean addsUp(SqlKind kind) {
    return kind == SqlKind.SUM || kind == SqlKind.SUM0 || kind == SqlKind.AVG;
  }
}
