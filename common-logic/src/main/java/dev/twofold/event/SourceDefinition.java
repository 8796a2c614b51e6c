package dev.twofold.event;

import dev.twofold.data.Column;
import java.io.Serializable;
import java.util.List;

/**
 * A source: a Kafka topic and how its records become rows.
 *
 * @param eventTime index in {@code columns} of the TIMESTAMP column that decides an event's window;
 *     never NULL
 */
public record SourceDefinition(
    String name, String topic, int partitions, List<SourceColumn> columns, int eventTime)
    implements Serializable {
  /** No source is called so: the warehouse has a table of that name for what it finds. */
  public static final String RECONCILIATIONS = "reconciliations";

  /** No source is called so: the warehouse has a table of that name for what is deployed. */
  public static final String DEPLOYMENTS = "deployments";

  /** What a value that is not of its column's type makes of the record. */
  public enum Misfit {
    /** A dead letter. */
    REJECTS,
    /**
     * An event without that value, which is kept as an unknown field: so with a column that the
     * source gained when it had events, for they were counted before anyone asked for the column.
     */
    IS_NULL
  }

  /**
   * @param path where the value is in the JSON object: the member names from the root
   */
  public record SourceColumn(Column column, List<String> path, Misfit misfit)
      implements Serializable {
    public SourceColumn {
      if (misfit == Misfit.IS_NULL && !column.nullable()) {
        throw new IllegalArgumentException(
            "Column "
                + column.name()
                + " came later: events before it have none, so it is nullable");
      }
    }

    /** One that the source had from the start. */
    public SourceColumn(Column column, List<String> path) {
      this(column, path, Misfit.REJECTS);
    }

    /** Whether the source gained it when it had events. */
    public boolean isGained() {
      return misfit == Misfit.IS_NULL;
    }
  }

  /** The columns that the source gained when it had events. */
  public List<SourceColumn> gained() {
    return columns.stream().filter(SourceColumn::isGained).toList();
  }
}
