package dev.twofold.serving.sql;

import dev.twofold.data.Column;
import dev.twofold.view.Provenance;
import java.util.List;

/**
 * The answer to a statement.
 *
 * @param columns in the statement's order; names may repeat
 * @param rows Java values of the columns' types, null for NULL
 * @param reads what was read for it, in the order that it was read
 * @param warnings what a reader of the rows must know
 */
public record SqlAnswer(
    List<Column> columns, List<Object[]> rows, List<Read> reads, List<String> warnings) {
  public SqlAnswer {
    columns = List.copyOf(columns);
    reads = List.copyOf(reads);
    warnings = List.copyOf(warnings);
  }

  /**
   * One reading of a view.
   *
   * @param version of the view
   * @param asked the conditions that the stores answered by themselves
   */
  public record Read(String view, String version, String asked, Provenance provenance) {
    /** How many stored ones were read. */
    public long states() {
      return provenance.batchStates() + provenance.speedStates();
    }
  }

  /** Whether all that was read holds every event. */
  public boolean exact() {
    return reads.stream().allMatch(read -> read.provenance().exact());
  }
}
