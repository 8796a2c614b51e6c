package dev.twofold.serving.query;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.serving.query.Query.Order;
import dev.twofold.view.ViewReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Merges the states that a view yields into the groups of a query. Not thread-safe. */
final class GroupTable implements ViewReader.Collector {
  private final Fold fold;
  private final Windows windows;
  private final Limits limits;
  private final KeyProjection projection;
  private final Map<GroupKey, Group> groups = new HashMap<>();
  private long rowsRead;

  GroupTable(Fold fold, Query query, Limits limits) {
    this.fold = fold;
    this.windows = query.windows();
    this.limits = limits;
    this.projection = new KeyProjection(fold, query.by());
  }

  @Override
  public void accept(byte[] key, long pane, byte[] state) {
    if (++rowsRead > limits.rowsRead()) {
      throw tooLarge("reads more than " + limits.rowsRead() + " stored states");
    }
    byte[] projected = projection.apply(key);
    Contribution contribution = new Contribution(fold, state);
    windows.of(
        pane,
        start ->
            groups
                .computeIfAbsent(new GroupKey(projected, start), group -> new Group(key))
                .add(contribution));
    if (groups.size() > limits.groups()) {
      throw tooLarge("has more than " + limits.groups() + " groups");
    }
  }

  private static AnswerTooLargeException tooLarge(String why) {
    return new AnswerTooLargeException("The query " + why + ", the most that one query may.");
  }

  @Override
  public void clear() {
    groups.clear();
    rowsRead = 0;
  }

  long rowsRead() {
    return rowsRead;
  }

  /** The groups, unsorted, with what they are to be sorted by. */
  List<ResultRow> rows(List<Order> order) {
    List<ResultRow> rows = new ArrayList<>(groups.size());
    groups.forEach((key, group) -> rows.add(ResultRow.of(fold, key, group, order)));
    return rows;
  }

  /**
   * One stored state on its way into one group or more: decoded at most once, and only where there
   * is something to merge with.
   */
  private static final class Contribution {
    private final Fold fold;
    private final byte[] encoded;
    private State decoded;

    Contribution(Fold fold, byte[] encoded) {
      this.fold = fold;
      this.encoded = encoded;
    }

    State state() {
      if (decoded == null) {
        decoded = fold.decode(encoded);
      }
      return decoded;
    }
  }

  /**
   * The state of one group: the encoded one while there is only one, which takes the least memory.
   */
  static final class Group {
    private final byte[] storedKey;
    private byte[] only;
    private State merged;

    Group(byte[] storedKey) {
      this.storedKey = storedKey;
    }

    /** A whole key that is in the group. */
    byte[] storedKey() {
      return storedKey;
    }

    State state(Fold fold) {
      return merged != null ? merged : fold.decode(only);
    }

    private void add(Contribution contribution) {
      if (only == null && merged == null) {
        only = contribution.encoded;
        return;
      }
      if (merged == null) {
        merged = contribution.fold.decode(only);
        only = null;
      }
      contribution.fold.merge(contribution.state(), merged);
    }
  }
}
