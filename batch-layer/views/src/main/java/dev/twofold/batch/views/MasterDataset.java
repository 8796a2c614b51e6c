package dev.twofold.batch.views;

import dev.twofold.erasure.Erasure;
import dev.twofold.event.SourceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;

/**
 * All records of a source that were landed, in an Iceberg table: each exactly once, because the
 * positions up to which records are in are part of the commit that puts them there.
 */
public final class MasterDataset {
  /** The column with a record's partition. */
  public static final String PARTITION = MasterSchema.PARTITION;

  /** The column with a record's offset in its partition. */
  public static final String OFFSET = MasterSchema.OFFSET;

  /** The column with a record's epoch; NULL for one that has none: it belongs to a backfill. */
  public static final String EPOCH = MasterSchema.EPOCH;

  /**
   * In {@link #PARTITION}, of records that came from files and never were in the topic. Their
   * offsets are {@link BackfilledFile#offset}s.
   */
  public static final int FILES = -1;

  /** The column that says why a record is a dead letter; NULL for an event. */
  public static final String REJECTED = MasterSchema.REJECTED;

  /** The column with what the source did not declare of a record: JSON, NULL where it has none. */
  public static final String UNKNOWN = MasterSchema.UNKNOWN;

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
   * @param behindCut how many records the last landing found behind the cut of the one before
   * @param erasures all that are recorded, also those whose events are still there
   * @param erased ids of those whose events are not there
   * @param deadLettersFrom dead letters of epochs below it are let go of; {@link Long#MIN_VALUE}
   *     where none is
   */
  public record Version(
      OptionalLong snapshotId,
      Optional<Cut> cut,
      long behindCut,
      List<Erasure> erasures,
      Set<String> erased,
      long deadLettersFrom) {
    public Version {
      erasures = List.copyOf(erasures);
      erased = Set.copyOf(erased);
    }

    /** Of a source of which nothing was ever erased or let go of. */
    public Version(OptionalLong snapshotId, Optional<Cut> cut, long behindCut) {
      this(snapshotId, cut, behindCut, List.of(), Set.of(), Long.MIN_VALUE);
    }

    /** Those whose events may still be there. */
    public List<Erasure> unfinished() {
      return erasures.stream().filter(each -> !erased.contains(each.id())).toList();
    }
  }

  /** The table, to write its files. */
  public Table table() {
    return table;
  }

  public SourceDefinition source() {
    return source;
  }

  /** The files whose records are in, as of the last {@link #version}, in the order they came. */
  public List<BackfilledFile> backfilled() {
    return BackfilledFile.in(table.properties());
  }

  /** The runs of the batch layer over this source. */
  public RunHistory runs() {
    return new RunHistory(table.io(), table.location());
  }

  /**
   * The dataset as it is now.
   *
   * @throws RefusedException where its table has snapshots but none says how far they go
   */
  public Version version() {
    table.refresh();
    Optional<Map<String, String>> newest =
        Ancestry.newestWith(table, Summary.POSITIONS).map(Snapshot::summary);
    return new Version(
        CompareAndSet.current(table),
        newest.map(Summary::cut),
        newest
            .map(summary -> Long.parseLong(summary.getOrDefault(Summary.BEHIND_CUT, "0")))
            .orElse(0L),
        ErasureProperty.in(table.properties()),
        newest.map(Summary::erased).orElse(Set.of()),
        DeadLetterExpiry.floor(table.properties()));
  }

  /**
   * The cut of the landing that reached exactly this epoch; empty where none did, or is known: see
   * {@link MasterRetention}.
   */
  public Optional<Cut> cutAt(long through) {
    table.refresh();
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.summary().containsKey(Summary.POSITIONS)) {
        Cut cut = Summary.cut(snapshot.summary());
        if (cut.through() == through) {
          return Optional.of(cut);
        }
      }
    }
    return CutProperty.find(table.properties(), through);
  }

  /**
   * Lands records: puts the files in and moves the cut, in one commit.
   *
   * @param from what the landing was planned from
   * @param to the new cut: the files hold exactly the records between the two
   * @param behindCut how many of them came behind the earlier cut, for the record
   * @throws LostRaceException where another landed since; nothing was changed
   */
  public void land(Version from, Cut to, List<DataFile> files, long behindCut) {
    from.cut().ifPresent(cut -> cut.checkFollowedBy(to));
    AppendFiles append =
        table
            .newAppend()
            .validateWith(
                // Its records were decoded without an erasure that came since.
                CompareAndSet.on(
                    from.snapshotId(),
                    () -> ErasureProperty.in(table.properties()),
                    from.erasures()))
            .set(Summary.POSITIONS, Summary.positions(to))
            .set(Summary.THROUGH, Long.toString(to.through()))
            .set(Summary.BEHIND_CUT, Long.toString(behindCut))
            .set(Summary.ERASED, Summary.erased(erasedBy(from)));
    files.forEach(append::appendFile);
    CompareAndSet.commit(table, append::commit);
    Moment.LANDED.reached();
  }

  /**
   * Adds the records of files, and remembers the files, in one commit. Each file is added at most
   * once: whoever plans looks at {@link #backfilled} as of the version that he plans from.
   *
   * @param from what the addition was planned from
   * @param to its cut, moved on in {@link #FILES} only
   * @throws LostRaceException where another committed since; nothing was changed
   */
  public void backfill(Version from, Cut to, List<BackfilledFile> added, List<DataFile> files) {
    from.cut().ifPresent(cut -> cut.checkFollowedBy(to));
    Transaction transaction = table.newTransaction();
    CompareAndSet.commit(
        table,
        () -> {
          AppendFiles append =
              transaction
                  .newAppend()
                  .validateWith(CompareAndSet.on(from.snapshotId()))
                  .set(Summary.POSITIONS, Summary.positions(to))
                  .set(Summary.THROUGH, Long.toString(to.through()))
                  .set(Summary.BEHIND_CUT, Long.toString(from.behindCut()))
                  .set(Summary.ERASED, Summary.erased(erasedBy(from)));
          files.forEach(append::appendFile);
          append.commit();
          UpdateProperties properties = transaction.updateProperties();
          added.forEach(file -> properties.set(file.property(), file.json()));
          properties.commit();
          // The atomic step: the records and the files' names, or neither.
          transaction.commitTransaction();
        });
    Moment.BACKFILLED.reached();
  }

  /** A dataset without records is without those of any erasure. */
  private static Set<String> erasedBy(Version from) {
    return from.snapshotId().isPresent()
        ? from.erased()
        : from.erasures().stream().map(Erasure::id).collect(Collectors.toUnmodifiableSet());
  }

  /** Records an erasure: from now on no landing commits that was planned without it. */
  public void record(Erasure erasure) {
    table
        .updateProperties()
        .set(ErasureProperty.name(erasure), ErasureProperty.json(erasure))
        .commit();
    Moment.ERASURE_RECORDED.reached();
  }

  /**
   * Replaces files by such that do not hold the events of any recorded erasure.
   *
   * @param from what it was planned from
   * @param replaced some of its files
   * @param by hold all records of those but the erased ones
   * @throws LostRaceException where another committed since; nothing was changed
   */
  public void erase(Version from, List<DataFile> replaced, List<DataFile> by) {
    Map<String, String> summary =
        carried(from, from.erasures().stream().map(Erasure::id).collect(Collectors.toSet()));
    Transaction transaction = table.newTransaction();
    CompareAndSet.commit(
        table,
        () -> {
          replace(transaction, from, summary, replaced, by);
          OnlyCurrent.forgetDeleted(transaction, summary);
          // The atomic step: the events are gone, and the snapshot says so, or neither.
          transaction.commitTransaction();
        });
    Moment.ERASED.reached();
  }

  /**
   * Replaces files by such that hold no dead letters of epochs below a floor, and records the
   * floor.
   *
   * @param from what it was planned from
   * @param floor above that of {@code from}
   * @param replaced some of its files
   * @param by hold all records of those but such dead letters
   * @throws LostRaceException where another committed since; nothing was changed
   */
  void letDeadLettersGo(Version from, long floor, List<DataFile> replaced, List<DataFile> by) {
    if (floor <= from.deadLettersFrom()) {
      throw new IllegalArgumentException(
          "Cannot move the floor of dead letters from epoch "
              + from.deadLettersFrom()
              + " to "
              + floor);
    }
    Transaction transaction = table.newTransaction();
    CompareAndSet.commit(
        table,
        () -> {
          replace(transaction, from, carried(from, from.erased()), replaced, by);
          DeadLetterExpiry.setFloor(transaction, floor);
          // The atomic step: who misses a dead letter is told why.
          transaction.commitTransaction();
        });
    Moment.DEAD_LETTERS_EXPIRED.reached();
  }

  /** What a snapshot says that moves no cut. */
  private static Map<String, String> carried(Version from, Set<String> erased) {
    Map<String, String> summary = new HashMap<>();
    from.cut()
        .ifPresent(
            cut -> {
              summary.put(Summary.POSITIONS, Summary.positions(cut));
              summary.put(Summary.THROUGH, Long.toString(cut.through()));
            });
    summary.put(Summary.BEHIND_CUT, Long.toString(from.behindCut()));
    summary.put(Summary.ERASED, Summary.erased(erased));
    return summary;
  }

  private static void replace(
      Transaction transaction,
      Version from,
      Map<String, String> summary,
      List<DataFile> replaced,
      List<DataFile> by) {
    OverwriteFiles overwrite =
        transaction
            .newOverwrite()
            .validateWith(
                CompareAndSet.on(
                    from.snapshotId(),
                    () -> ErasureProperty.in(transaction.table().properties()),
                    from.erasures()));
    summary.forEach(overwrite::set);
    replaced.forEach(overwrite::deleteFile);
    by.forEach(overwrite::addFile);
    overwrite.commit();
  }

  /** Whether earlier snapshots are left that hold events which were erased since. */
  public boolean keepsErased() {
    table.refresh();
    return OnlyCurrent.isDue(table, Summary.POSITIONS);
  }

  /** Deletes, at once, every file that only earlier snapshots need. Returns how many there were. */
  public int keepOnlyCurrent() {
    return OnlyCurrent.keep(table, Summary.POSITIONS, null);
  }
}
