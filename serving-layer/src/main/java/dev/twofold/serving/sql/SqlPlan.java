package dev.twofold.serving.sql;

import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.rel.type.RelDataType;

/**
 * How a statement is computed.
 *
 * @param rowType the columns as its author named them
 */
record SqlPlan(EnumerableRel physical, RelDataType rowType) {}
