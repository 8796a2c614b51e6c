package dev.twofold.definition;

import dev.twofold.data.Column;
import dev.twofold.event.SourceDefinition;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/**
 * A view's compiled meaning: expressions over the source's columns.
 *
 * @param filter null for none
 */
record ViewPlan(
    SourceDefinition source,
    RexNode filter,
    List<Key> keys,
    List<PlannedMeasure> measures,
    long paneMillis) {
  record Key(Column column, RexNode expression) {}

  /**
   * @param inputs what is aggregated, parameters apart
   * @param filter of FILTER (WHERE ...); null for none
   */
  record PlannedMeasure(
      String name, AggregateChoice aggregate, List<RexNode> inputs, RexNode filter) {}
}
