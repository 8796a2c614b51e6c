package dev.twofold.definition;

import dev.twofold.definition.ViewStatement.Item;
import dev.twofold.event.SourceDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Checks a SELECT's clauses before Calcite sees them: each that a view cannot have is refused by
 * its name.
 */
final class ViewShape {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

  /** Columns that every view's rows have by themselves. */
  private static final Set<String> TAKEN =
      Set.of("window_start", "window_end", "events", "segment");

  private final Map<String, SourceDefinition> sources;
  private final Set<String> broken;
  private final ViewErrors errors;

  private ViewShape(Map<String, SourceDefinition> sources, Set<String> broken, ViewErrors errors) {
    this.sources = sources;
    this.broken = broken;
    this.errors = errors;
  }

  /** Null where the source is not known or the shape is wrong, which was reported. */
  static ViewStatement check(
      SqlSelect select,
      Map<String, SourceDefinition> sources,
      Set<String> broken,
      ViewErrors errors) {
    return new ViewShape(sources, broken, errors).check(select);
  }

  private ViewStatement check(SqlSelect select) {
    refuseClauses(select);
    From from = from(select.getFrom());
    if (from == null) {
      return null;
    }
    List<Item> items = items(select.getSelectList());
    Set<String> aliases =
        items.stream().map(Item::name).collect(Collectors.toCollection(HashSet::new));
    ViewNames names = new ViewNames(from.source, from.alias, aliases, errors);
    List<SqlNode> keys = new ArrayList<>();
    long paneMillis = group(select.getGroup(), from.source, names, keys);
    items.forEach(item -> names.check(item.expression()));
    if (select.getWhere() != null) {
      names.check(select.getWhere());
    }
    checkAggregates(select, items, keys);
    if (errors.any()) {
      return null;
    }
    SqlNodeList group =
        keys.isEmpty() ? null : new SqlNodeList(keys, select.getGroup().getParserPosition());
    select.setGroupBy(group);
    return new ViewStatement(select, from.source, items, List.copyOf(keys), paneMillis);
  }

  private void refuseClauses(SqlSelect select) {
    if (select.isDistinct()) {
      errors.at(select, "A view has no SELECT DISTINCT. Name what you group by in GROUP BY.");
    }
    refuse(
        select.getHaving(),
        "HAVING",
        "Filter the rows when you query the view, or use WHERE for events");
    refuse(select.getQualify(), "QUALIFY", "Filter the rows when you query the view");
    SqlNodeList windows = select.getWindowList();
    if (windows != null && !windows.isEmpty()) {
      errors.at(
          windows.get(0),
          "A view has no WINDOW clause. Group by TUMBLE(event_time, INTERVAL '1' HOUR).");
    }
    if (select.getOrderList() != null) {
      refuse(select.getOrderList(), "ORDER BY", "Order the rows when you query the view");
    }
    refuse(select.getFetch(), "LIMIT", "Limit the rows when you query the view");
    if (select.hasHints()) {
      errors.at(select, "A view has no hints (/*+ ... */). Leave them out.");
    }
  }

  private void refuse(SqlNode clause, String name, String instead) {
    if (clause != null) {
      errors.at(clause, "A view has no " + name + ". " + instead + ".");
    }
  }

  private record From(SourceDefinition source, String alias) {}

  private From from(SqlNode from) {
    SqlNode table = from;
    String alias = null;
    if (from == null) {
      errors.at(
          1,
          1,
          "The view reads nothing: add FROM and a source." + Suggestion.hint("", sources.keySet()));
      return null;
    }
    if (from.getKind() == SqlKind.AS) {
      SqlCall as = (SqlCall) from;
      table = as.operand(0);
      alias = ((SqlIdentifier) as.operand(1)).getSimple();
      if (as.operandCount() > 2) {
        errors.at(
            as.operand(2),
            "A view cannot rename the source's columns in FROM. Name them in SELECT with AS.");
        return null;
      }
    }
    if (!(table instanceof SqlIdentifier identifier)) {
      errors.at(table, refusedTable(table.getKind()));
      return null;
    }
    String name = String.join(".", identifier.names);
    SourceDefinition source = sources.get(name);
    if (source == null && broken.contains(name)) {
      return null;
    }
    if (source == null) {
      errors.at(
          identifier,
          "Unknown source "
              + name
              + "."
              + Suggestion.hint(name, sources.keySet())
              + " A view reads one source, which a file of sources/ defines.");
      return null;
    }
    return new From(source, alias == null ? name : alias);
  }

  private static String refusedTable(SqlKind kind) {
    return switch (kind) {
      case JOIN ->
          "A view has no JOIN. It reads one source: put the columns you need into its events.";
      case SELECT, UNION, INTERSECT, EXCEPT, ORDER_BY, WITH, VALUES ->
          "A view has no subquery. It reads one source: FROM <source>.";
      case COLLECTION_TABLE ->
          "A view has no table functions. Group by TUMBLE(event_time, INTERVAL '1' HOUR) instead.";
      case SNAPSHOT -> "A view has no FOR SYSTEM_TIME. Leave it out.";
      case TABLESAMPLE -> "A view has no TABLESAMPLE: it counts every event.";
      default -> "A view reads one source: FROM <source>, not " + kind + ".";
    };
  }

  /** Takes TUMBLE out of the group items; yields its pane. */
  private long group(
      SqlNodeList group, SourceDefinition source, ViewNames names, List<SqlNode> keys) {
    long paneMillis = 0;
    if (group == null) {
      return 0;
    }
    for (SqlNode item : group) {
      switch (item.getKind()) {
        case ROLLUP, CUBE, GROUPING_SETS, GROUP_BY_DISTINCT ->
            errors.at(
                item,
                "A view has no "
                    + item.getKind().toString().replace('_', ' ')
                    + ". Group by the finest keys: a query can leave keys out, and states are"
                    + " merged.");
        case TUMBLE -> {
          if (paneMillis != 0) {
            errors.at(
                item,
                "A view has one TUMBLE. Keep one; coarser windows are merged when you query.");
          }
          paneMillis = ViewPane.millis((SqlBasicCall) item, source, errors);
        }
        case HOP, SESSION ->
            errors.at(
                item,
                "A view has no "
                    + item.getKind()
                    + " windows. Group by TUMBLE; a query makes hopping windows of its panes.");
        case LITERAL ->
            errors.at(
                item,
                "GROUP BY takes columns or expressions of them, not the literal " + item + ".");
        default -> {
          names.check(item);
          keys.add(item);
        }
      }
    }
    return paneMillis;
  }

  private List<Item> items(SqlNodeList list) {
    List<Item> items = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SqlNode node : list) {
      SqlNode expression = node;
      String name = null;
      SqlParserPos position = node.getParserPosition();
      if (node.getKind() == SqlKind.AS) {
        expression = ((SqlCall) node).operand(0);
        SqlIdentifier alias = ((SqlCall) node).operand(1);
        name = alias.getSimple();
        position = alias.getParserPosition();
      } else if (node instanceof SqlIdentifier identifier) {
        if (identifier.isStar()) {
          errors.at(node, "A view has no *. Name the keys and the aggregates.");
          continue;
        }
        name = identifier.names.get(identifier.names.size() - 1);
      }
      if (name == null) {
        errors.at(
            node,
            "This column has no name. Add one: "
                + node.toString().replaceAll("\\s+", " ").replace("`", "")
                + " AS name.");
      } else if (!NAME.matcher(name).matches()) {
        errors.at(
            position,
            "The name \"" + name + "\" must be letters, digits and _, at most 63, a letter first.");
      } else if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
        errors.at(
            position,
            "The name " + name + " is taken: every view's rows have it. Choose another with AS.");
      } else if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        errors.at(
            position,
            "There are two columns " + name + " (case does not count in a table). Rename one.");
      }
      items.add(new Item(name, expression));
    }
    return items;
  }

  private void checkAggregates(SqlSelect select, List<Item> items, List<SqlNode> keys) {
    if (errors.any()) {
      return; // what follows would repeat them in other words
    }
    for (SqlNode key : keys) {
      refuseAggregate(key, "GROUP BY");
    }
    if (select.getWhere() != null) {
      refuseAggregate(select.getWhere(), "WHERE");
    }
    boolean aggregated = false;
    for (Item item : items) {
      boolean found = AggregateFinder.first(item.expression()) != null;
      aggregated |= found;
      if (found && !AggregateFinder.isAggregate(item.expression())) {
        errors.at(
            item.expression(),
            "A selected column is one group key or one aggregate, not an expression over"
                + " aggregates. Select the aggregates and compute with them when you query.");
      } else if (item.expression() instanceof SqlLiteral) {
        errors.at(
            item.expression(),
            "A selected column is one group key or one aggregate, not a literal.");
      }
    }
    if (!aggregated) {
      errors.at(
          select,
          "The view aggregates nothing. Add GROUP BY and at least one aggregate, such as COUNT(*)"
              + " AS edits.");
    }
  }

  private void refuseAggregate(SqlNode node, String clause) {
    SqlCall aggregate = AggregateFinder.first(node);
    if (aggregate != null) {
      errors.at(
          aggregate,
          clause
              + " cannot hold the aggregate "
              + aggregate.getOperator().getName()
              + ": it is about single events.");
    }
  }
}
