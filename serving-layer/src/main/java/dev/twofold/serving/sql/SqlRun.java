package dev.twofold.serving.sql;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.serving.query.AnswerTooLargeException;
import dev.twofold.serving.query.QueryEngine;
import dev.twofold.view.Provenance;
import dev.twofold.view.ViewReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.linq4j.TransformedEnumerator;

/** One statement under way: what it has read, what is to be told of it, and its limits. */
final class SqlRun {
  private static final int LOOK_EVERY = 1 << 10;

  private final List<SqlAnswer.Read> reads = new ArrayList<>();
  private final Map<String, String> withheld = new TreeMap<>();
  private final Duration limit;
  private final long endNanos;
  private long given;

  SqlRun(Duration limit) {
    this.limit = limit;
    this.endNanos = System.nanoTime() + limit.toNanos();
  }

  List<SqlAnswer.Read> reads() {
    return reads;
  }

  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    withheld.forEach((measure, why) -> warnings.add(measure + " is null in some rows: " + why));
    return warnings;
  }

  /**
   * @throws AnswerTooLargeException where the statement's time is over
   */
  void checkTime() {
    if (System.nanoTime() - endNanos > 0) {
      throw new AnswerTooLargeException(
          "The statement took more than "
              + limit.toSeconds()
              + " s, the most that one statement may.");
    }
  }

  /**
   * Rows for Calcite, which asks for them, again and again in a join that is no equality; each
   * asking looks at the time.
   */
  Enumerable<Object[]> rows(List<Object[]> rows) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return new TransformedEnumerator<>(Linq4j.enumerator(rows)) {
          @Override
          protected Object[] transform(Object[] row) {
            if (++given % LOOK_EVERY == 0) {
              checkTime();
            }
            return row;
          }
        };
      }
    };
  }

  /** Where a stored state goes; null for nowhere. */
  interface Grouping {
    Object groupOf(byte[] key, long pane);
  }

  /** The states that both stores are asked for, merged by group. */
  Map<Object, State> merge(QueryEngine view, Pushdown asked, Grouping grouping) {
    Merging merging = new Merging(view, grouping);
    Provenance provenance = view.read(asked.slice(), merging);
    reads.add(
        new SqlAnswer.Read(
            view.fold().view(), view.fold().version(), asked.toString(), provenance));
    return merging.groups;
  }

  /** A measure's result as Calcite computes with it; NULL where it has none. */
  Object present(Fold fold, State state, int measure) {
    String name = fold.view() + "." + fold.measures().get(measure).name();
    try {
      Object value = fold.present(state, measure);
      if (value instanceof Double number && !Double.isFinite(number)) {
        withheld.putIfAbsent(name, "it is " + number);
        return null;
      }
      return SqlTypes.sqlValue(value);
    } catch (ArithmeticException e) {
      withheld.putIfAbsent(name, e.getMessage());
      return null;
    }
  }

  private final class Merging implements ViewReader.Collector {
    private final QueryEngine view;
    private final Grouping grouping;
    private final Map<Object, State> groups = new HashMap<>();
    private long read;

    Merging(QueryEngine view, Grouping grouping) {
      this.view = view;
      this.grouping = grouping;
    }

    @Override
    public void accept(byte[] key, long pane, byte[] state) {
      if (++read > view.limits().rowsRead()) {
        throw new AnswerTooLargeException(
            "The statement reads more than "
                + view.limits().rowsRead()
                + " stored states of "
                + view.fold().view()
                + ", the most that one may.");
      }
      if (read % LOOK_EVERY == 0) {
        checkTime();
      }
      Object group = grouping.groupOf(key, pane);
      if (group == null) {
        return;
      }
      State decoded = view.fold().decode(state);
      State merged = groups.putIfAbsent(group, decoded);
      if (merged != null) {
        view.fold().merge(decoded, merged);
      } else if (groups.size() > view.limits().groups()) {
        throw new AnswerTooLargeException(
            "The statement has more than "
                + view.limits().groups()
                + " groups of "
                + view.fold().view()
                + " in memory, the most that one may.");
      }
    }

    @Override
    public void clear() {
      groups.clear();
      read = 0;
    }
  }
}
