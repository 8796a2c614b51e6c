package dev.twofold.definition;

import dev.twofold.event.SourceDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * Checks every name in an expression: columns against the source, operators and functions against
 * the whitelist.
 */
final class ViewNames extends SqlBasicVisitor<Void> {
  private static final Set<String> NOT_DETERMINISTIC =
      Set.of(
          "CURRENT_TIMESTAMP",
          "CURRENT_DATE",
          "CURRENT_TIME",
          "LOCALTIME",
          "LOCALTIMESTAMP",
          "NOW",
          "SYSDATE",
          "SYSTIMESTAMP",
          "RAND",
          "RANDOM",
          "RAND_INTEGER",
          "UUID",
          "GETDATE",
          "UNIX_TIMESTAMP",
          "SESSION_USER",
          "SYSTEM_USER",
          "CURRENT_USER");
  private static final Set<String> WINDOW_BOUNDS =
      Set.of(
          "TUMBLE_START",
          "TUMBLE_END",
          "HOP_START",
          "HOP_END",
          "SESSION_START",
          "SESSION_END",
          "WINDOW_START",
          "$TUMBLE",
          "$HOP",
          "$SESSION");

  private final List<String> columns;
  private final SourceDefinition source;
  private final String alias;
  private final Set<String> aliases;
  private final ViewErrors errors;
  private boolean inAggregate;

  /**
   * @param alias what the view calls the source
   * @param aliases the names that SELECT gives
   */
  ViewNames(SourceDefinition source, String alias, Set<String> aliases, ViewErrors errors) {
    this.aliases = aliases;
    this.source = source;
    this.alias = alias;
    this.errors = errors;
    this.columns = source.columns().stream().map(c -> c.column().name()).toList();
  }

  void check(SqlNode expression) {
    expression.accept(this);
  }

  @Override
  public Void visit(SqlIdentifier identifier) {
    if (identifier.isStar()) {
      return null;
    }
    int last = identifier.names.size() - 1;
    if (last > 1 || (last == 1 && !identifier.names.get(0).equals(alias))) {
      errors.at(
          identifier, "Unknown column " + identifier + ": the view reads " + alias + " alone.");
      return null;
    }
    String name = identifier.names.get(last);
    if (columns.contains(name)) {
      return null;
    }
    if (!identifier.isComponentQuoted(last)
        && NOT_DETERMINISTIC.contains(name.toUpperCase(Locale.ROOT))) {
      errors.at(identifier, notDeterministic(name));
      return null;
    }
    if (last == 0 && aliases.contains(name)) {
      errors.at(
          identifier, name + " is a name that SELECT gives. Repeat its expression here instead.");
      return null;
    }
    errors.at(
        identifier,
        "Unknown column " + name + " in " + source.name() + "." + Suggestion.hint(name, columns));
    return null;
  }

  @Override
  public Void visit(SqlDynamicParam parameter) {
    errors.at(
        parameter,
        "A view has no parameters (?). Write the value, or filter when you query the view.");
    return null;
  }

  @Override
  public Void visit(SqlCall call) {
    SqlOperator operator = call.getOperator();
    String name = operator.getName();
    boolean aggregate = ViewOperators.INSTANCE.isAggregate(name);
    if (call.getKind() == SqlKind.OVER) {
      errors.at(call, "A view has no window functions (OVER). Group by keys and TUMBLE instead.");
      return null;
    }
    if (call.isA(SqlKind.QUERY)
        || call.getKind() == SqlKind.EXISTS
        || call.getKind() == SqlKind.SCALAR_QUERY) {
      errors.at(
          call,
          "A view has no subquery. Write a list of values, or put what you need into the events.");
      return null;
    }
    if (!aggregate
        && !ViewOperators.INSTANCE.isFunction(name)
        && !ViewOperators.INSTANCE.isSyntax(name)) {
      errors.at(call, refused(operator, name));
      return null;
    }
    if ((name.equals("FLOOR") || name.equals("CEIL")) && call.operandCount() > 1) {
      errors.at(
          call, name + " takes one number. Group times by TUMBLE(event_time, INTERVAL '1' DAY).");
      return null;
    }
    if (aggregate && inAggregate) {
      errors.at(call, "Aggregates cannot be nested: " + name + " is inside of another.");
      return null;
    }
    boolean outer = inAggregate;
    inAggregate |= aggregate;
    super.visit(call);
    inAggregate = outer;
    return null;
  }

  @Override
  public Void visit(SqlNodeList list) {
    for (SqlNode node : list) {
      if (node != null) {
        node.accept(this);
      }
    }
    return null;
  }

  private static String refused(SqlOperator operator, String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (NOT_DETERMINISTIC.contains(upper)) {
      return notDeterministic(upper);
    }
    if (WINDOW_BOUNDS.contains(upper)) {
      return "There is no "
          + upper.replace("$", "")
          + " to select: every row has window_start and window_end by itself. Leave it out.";
    }
    if (operator.getKind() == SqlKind.WITHIN_GROUP
        || operator.getKind() == SqlKind.IGNORE_NULLS
        || operator.getKind() == SqlKind.RESPECT_NULLS
        || operator.getKind() == SqlKind.WITHIN_DISTINCT) {
      return "An aggregate of a view has no "
          + upper
          + ". Leave it out, or use FILTER (WHERE ...).";
    }
    if (operator instanceof SqlFunction) {
      return "Unknown function "
          + upper
          + "."
          + Suggestion.nearest(upper, ViewOperators.INSTANCE.names())
              .map(n -> " Did you mean " + n + "?")
              .orElse(" The README lists those there are.");
    }
    return "A view cannot use " + upper.replace("$", "") + ".";
  }

  private static String notDeterministic(String name) {
    return name.toUpperCase(Locale.ROOT)
        + " is not deterministic: both layers would compute different answers. Use the event's own"
        + " columns.";
  }
}
