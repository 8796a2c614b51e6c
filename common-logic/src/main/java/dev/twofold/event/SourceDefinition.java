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
  public static final String RESERVED_NAME = "reconciliations";

  /**
   * @param path where the value is in the JSON object: the member names from the root
   */
  public record SourceColumn(Column column, List<String> path) implements Serializable {}
}
