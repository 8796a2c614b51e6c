package dev.twofold.definition;

import dev.twofold.definition.ViewPlan.PlannedMeasure;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rex.RexBiVisitor;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVariable;
import org.apache.calcite.rex.RexVisitor;
import org.apache.calcite.rex.RexVisitorImpl;

/**
 * A view's version: a hash of its compiled meaning. Text, comments, names of unread columns and
 * their order do not count; whatever could change a stored byte does.
 */
final class ViewVersion {
  /** Counts up when the bytes of keys or states change for the same view. */
  private static final int FORMAT = 1;

  private ViewVersion() {}

  /** The columns that the view reads, in the source's order. */
  static List<SourceColumn> reads(ViewPlan plan) {
    Set<Integer> indexes = new TreeSet<>();
    RexVisitorImpl<Void> collector =
        new RexVisitorImpl<>(true) {
          @Override
          public Void visitInputRef(RexInputRef ref) {
            indexes.add(ref.getIndex());
            return null;
          }
        };
    for (RexNode expression : expressions(plan)) {
      expression.accept(collector);
    }
    if (plan.paneMillis() > 0) {
      indexes.add(plan.source().eventTime());
    }
    return indexes.stream().map(plan.source().columns()::get).toList();
  }

  private static List<RexNode> expressions(ViewPlan plan) {
    List<RexNode> all = new ArrayList<>();
    plan.keys().forEach(key -> all.add(key.expression()));
    for (PlannedMeasure measure : plan.measures()) {
      all.addAll(measure.inputs());
      if (measure.filter() != null) {
        all.add(measure.filter());
      }
    }
    if (plan.filter() != null) {
      all.add(plan.filter());
    }
    return all;
  }

  /** 12 hex digits. */
  static String of(ViewPlan plan) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text(plan).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  static String text(ViewPlan plan) {
    StringBuilder text = new StringBuilder();
    text.append("format ").append(FORMAT).append('\n');
    text.append("source ").append(plan.source().name()).append('\n');
    reads(plan).stream().map(ViewVersion::read).sorted().forEach(text::append);
    SourceColumn time = plan.source().columns().get(plan.source().eventTime());
    // As the column's record once wrote itself: every version hangs on it.
    text.append("event time SourceColumn[column=")
        .append(time.column())
        .append(", path=")
        .append(time.path())
        .append("]\n");
    text.append("where ").append(canonical(plan, plan.filter())).append('\n');
    for (ViewPlan.Key key : plan.keys()) {
      text.append("key ")
          .append(key.column())
          .append(" = ")
          .append(canonical(plan, key.expression()))
          .append('\n');
    }
    for (PlannedMeasure measure : plan.measures()) {
      text.append("measure ")
          .append(measure.name())
          .append(" = ")
          .append(measure.aggregate().text());
      measure.inputs().forEach(input -> text.append(" of ").append(canonical(plan, input)));
      text.append(" where ").append(canonical(plan, measure.filter())).append('\n');
    }
    text.append("pane ").append(plan.paneMillis()).append('\n');
    return text.toString();
  }

  private static String read(SourceColumn column) {
    String gained = column.isGained() ? " where it fits" : "";
    return "reads " + column.column() + " at " + column.path() + gained + "\n";
  }

  /** The expression with columns by name, so that their order does not count. */
  private static String canonical(ViewPlan plan, RexNode expression) {
    if (expression == null) {
      return "TRUE";
    }
    return expression
        .accept(
            new RexShuttle() {
              @Override
              public RexNode visitInputRef(RexInputRef ref) {
                return new NamedColumn(
                    plan.source().columns().get(ref.getIndex()).column().name(), ref);
              }
            })
        .toString();
  }

  private static final class NamedColumn extends RexVariable {
    NamedColumn(String name, RexInputRef ref) {
      super("\"" + name + "\"", ref.getType());
    }

    @Override
    public <R> R accept(RexVisitor<R> visitor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <R, P> R accept(RexBiVisitor<R, P> visitor, P arg) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof NamedColumn column && column.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }
}
