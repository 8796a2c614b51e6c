package dev.twofold.batch.views;

import dev.twofold.event.SourceDefinition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/**
 * All records of a source that were landed, in an Iceberg table: each exactly once, because the
 * positions up to which records are in are part of the commit that puts them there.
 */
public final class MasterDataset {
  /** The column with a record's partition. */
  public static final String PARTITION = MasterSchema.PARTITION;

  /** The column with a record's offset in its partition. */
  public static final String OFFSET = MasterSchema.OFFSET;

  /** The column that says why a record is a dead letter; NULL for an event. */
  public static final String REJECTED = MasterSchema.REJECTED;

  private final Table table;
  private final SourceDefinition source;

  MasterDataset(Table table, SourceDefinition source) {
    this.table = table;
    this.source = source;
  }

  /**
   * The dataset as it is at one snapshot: what a landing is planned from.
   *
   * @param snapshotId empty before the first landing
   * @param cut how far it goes; empty before the first landing
   */
  public record Version(OptionalLong snapshotId, Optional<Cut> cut) {}

  /** The table, to write its files. */
  public Table table() {
    return table;
  }

  public SourceDefinition source() {
    return source;
  }

  /**
   * The dataset as it is now.
   *
   * @throws RefusedException where its table has snapshots but none says how far they go
   */
  public Version version() {
    table.refresh();
    return new Version(
        CompareAndSet.current(table),
        Ancestry.newestWith(table, Summary.POSITIONS)
            .map(snapshot -> Summary.cut(snapshot.summary())));
  }

  /**
   * Lands records: puts the files in and moves the cut, in one commit.
   *
   * @param from what the landing was planned from
   * @param to the new cut: the files hold exactly the records between the two
   * @throws LostRaceException where another landed since; nothing was changed
   */
  public void land(Version from, Cut to, List<DataFile> files) {
    from.cut().ifPresent(cut -> cut.checkFollowedBy(to));
    AppendFiles append =
        table
            .newAppend()
            .validateWith(CompareAndSet.on(from.snapshotId()))
            .set(Summary.POSITIONS, Summary.positions(to))
            .set(Summary.THROUGH, Long.toString(to.through()));
    files.forEach(append::appendFile);
    CompareAndSet.commit(table, append::commit);
  }
}
