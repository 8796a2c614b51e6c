package dev.twofold.event;

import dev.twofold.data.Row;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.util.Collection;
import java.util.List;

/**
 * Fills the columns that a source gained out of what its earlier records keep as unknown fields.
 * The law: a record that was decoded before, and then filled, has the same values as one that is
 * decoded now; and to fill it again changes nothing. One instance a thread.
 */
public final class GainedColumns {
  private final JsonDecoder decoder;
  private final Row found;
  private final int[] at;

  /**
   * @param wanted the columns to fill; those among them that the source had from the start are left
   *     alone
   */
  public GainedColumns(SourceDefinition source, Collection<String> wanted) {
    List<SourceColumn> gained =
        source.gained().stream().filter(one -> wanted.contains(one.column().name())).toList();
    decoder =
        JsonDecoder.of(
            new SourceDefinition(source.name(), source.topic(), source.partitions(), gained, -1));
    found = new Row(gained.size());
    at = gained.stream().mapToInt(source.columns()::indexOf).toArray();
  }

  /** Whether there is nothing to fill. */
  public boolean isEmpty() {
    return at.length == 0;
  }

  /**
   * Fills those that are NULL in a row of the source.
   *
   * @param unknown the record's unknown fields, a JSON object; null for none
   */
  public void fill(byte[] unknown, Row into) {
    if (unknown == null || !lacksAny(into)) {
      return;
    }
    String wrong = decoder.decode(unknown, found);
    if (wrong != null) {
      throw new IllegalArgumentException("Cannot read unknown fields: JSON that " + wrong);
    }
    for (int i = 0; i < at.length; i++) {
      if (into.nulls[at[i]] && !found.nulls[i]) {
        into.nulls[at[i]] = false;
        into.words[at[i]] = found.words[i];
        into.refs[at[i]] = found.refs[i];
      }
    }
  }

  private boolean lacksAny(Row row) {
    for (int column : at) {
      if (row.nulls[column]) {
        return true;
      }
    }
    return false;
  }
}
