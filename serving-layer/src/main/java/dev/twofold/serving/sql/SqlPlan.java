package dev.twofold.serving.sql;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.rel.type.RelDataType;

/**
 * How a statement is computed.
 *
 * @param rowType the columns as its author named them
 * @param parameters the types of its question marks, in their order
 */
record SqlPlan(EnumerableRel physical, RelDataType rowType, List<RelDataType> parameters) {
  SqlPlan {
    parameters = List.copyOf(parameters);
  }
}
