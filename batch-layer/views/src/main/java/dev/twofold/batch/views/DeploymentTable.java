package dev.twofold.batch.views;

import dev.twofold.definition.Deployment;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Types;

/**
 * What is deployed of a project, as every program finds it. It is a table without rows: the summary
 * of each snapshot holds the text of one {@link Deployment}, and the current snapshot's is in
 * force. So a change takes effect in one step, for all readers and whatever else is changed beside
 * it. Not thread-safe; as many processes as like have one of their own.
 */
public final class DeploymentTable {
  static final Map<String, String> PROPERTIES =
      Map.of(
          TableProperties.FORMAT_VERSION, "2",
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
          TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20");

  private static final String NUMBER = Summary.PREFIX + "deployment";
  private static final String TEXT = Summary.PREFIX + "deployment-text";
  private static final int ATTEMPTS = 20;

  /** Earlier deployments that the table keeps, for people. */
  private static final int KEPT = 50;

  private final Table table;

  DeploymentTable(Table table) {
    this.table = table;
  }

  static Schema schema() {
    // A table needs a column; this one never has a row.
    return new Schema(List.of(Types.NestedField.optional(1, "none", Types.StringType.get())));
  }

  /**
   * What is deployed; {@link Deployment#NONE} before the first.
   *
   * @throws RefusedException where another tool wrote to the table
   */
  public Deployment current() {
    table.refresh();
    return read();
  }

  private Deployment read() {
    return Ancestry.newestWith(table, TEXT)
        .map(snapshot -> Deployment.parse(snapshot.summary().get(TEXT)))
        .orElse(Deployment.NONE);
  }

  /**
   * Changes what is deployed, in one step.
   *
   * @param change makes the next of the one that it is given; asked again with a later one where
   *     another process was quicker. Where it changes nothing, nothing is written
   * @return what is deployed then
   * @throws LostRaceException where others were quicker each time
   */
  public Deployment change(UnaryOperator<Deployment> change) {
    for (int attempt = 1; ; attempt++) {
      table.refresh();
      Deployment before = read();
      Deployment next = before.next(change);
      if (next.equals(before)) {
        return before;
      }
      try {
        commit(next);
        return next;
      } catch (LostRaceException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void commit(Deployment next) {
    AppendFiles append =
        table
            .newAppend()
            .validateWith(CompareAndSet.on(CompareAndSet.current(table)))
            .set(NUMBER, Long.toString(next.number()))
            .set(TEXT, next.text());
    CompareAndSet.commit(table, append::commit);
    Moment.DEPLOYED.reached();
    forgetEarlier();
  }

  private void forgetEarlier() {
    try {
      table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(KEPT).commit();
    } catch (CommitFailedException e) {
      // The next change does it; this one is in force.
    }
  }
}
