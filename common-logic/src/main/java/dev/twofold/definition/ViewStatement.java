package dev.twofold.definition;

import dev.twofold.event.SourceDefinition;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/**
 * A view's SELECT, its shape checked.
 *
 * @param select what Calcite validates: without the TUMBLE
 * @param items what is selected, in order
 * @param keys what it groups by, TUMBLE apart
 * @param paneMillis length of the pane; 0 where there is no TUMBLE
 */
record ViewStatement(
    SqlSelect select,
    SourceDefinition source,
    List<Item> items,
    List<SqlNode> keys,
    long paneMillis) {
  /** One selected thing: its name and the expression without its name. */
  record Item(String name, SqlNode expression) {}
}
