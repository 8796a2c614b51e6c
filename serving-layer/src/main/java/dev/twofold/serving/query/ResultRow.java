package dev.twofold.serving.query;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.serving.query.Query.Order;
import dev.twofold.serving.query.Query.Target;
import java.util.List;

/**
 * One group of a query on its way to be sorted.
 *
 * @param sortValues what each step of the order sorts by; a result that does not fit its type sorts
 *     as NULL
 */
record ResultRow(GroupKey key, GroupTable.Group group, Object[] sortValues) {
  static ResultRow of(Fold fold, GroupKey key, GroupTable.Group group, List<Order> order) {
    Object[] values = new Object[order.size()];
    Object[] keyValues = uses(order, Target.KEY) ? fold.keyValues(group.storedKey()) : null;
    State state = uses(order, Target.MEASURE) ? group.state(fold) : null;
    for (int i = 0; i < values.length; i++) {
      Order step = order.get(i);
      values[i] =
          switch (step.target()) {
            case KEY -> keyValues[step.index()];
            case WINDOW -> key.window();
            case MEASURE -> presentOrNull(fold, state, step.index());
          };
    }
    return new ResultRow(key, group, values);
  }

  private static boolean uses(List<Order> order, Target target) {
    return order.stream().anyMatch(step -> step.target() == target);
  }

  private static Object presentOrNull(Fold fold, State state, int measure) {
    try {
      return fold.present(state, measure);
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
