package dev.twofold.batch.views;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.view.ExpiredGenerationException;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.UnknownGenerationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;

/**
 * The batch view of one view version, as an Iceberg table: its generations, and how to publish one.
 *
 * <p>Each generation is a snapshot with a tag {@code g<number>}, put there in the same transaction.
 * Every commit is compare-and-set on the snapshot that it was planned from.
 */
public final class BatchViewTable {
  private static final String TAG = "g";
  private static final String HOLD = "twofold.hold";

  private final Table table;
  private final Fold fold;

  BatchViewTable(Table table, Fold fold) {
    this.table = table;
    this.fold = fold;
  }

  /**
   * The view as it is at one snapshot: what a commit is planned from.
   *
   * @param snapshotId empty before the first publish
   * @param current the generation that answers; empty before the first publish
   * @param hold why scheduled publishing has to leave the view alone; empty where it has not
   */
  public record Version(
      OptionalLong snapshotId, Optional<Generation> current, Optional<String> hold) {}

  /** The table, to write its files. */
  public Table table() {
    return table;
  }

  public Fold fold() {
    return fold;
  }

  /** An id for a new segment, never used before. */
  public static String newSegmentId() {
    return UUID.randomUUID().toString().substring(0, 13);
  }

  /**
   * The view as it is now.
   *
   * @throws RefusedException where its table has snapshots but none says what they hold
   */
  public Version version() {
    table.refresh();
    return new Version(
        CompareAndSet.current(table),
        Ancestry.newestWith(table, Summary.SEGMENTS).map(BatchViewTable::generation),
        hold(table));
  }

  private static Optional<String> hold(Table table) {
    return Optional.ofNullable(table.properties().get(HOLD));
  }

  /** Where the current generation's cut lies, as the positions it was published with. */
  public static Cut cut(Generation generation, String topic) {
    return new Cut(topic, generation.topicId(), generation.through(), generation.positions());
  }

  /**
   * Every retained generation, oldest first, as of the last {@link #version} or {@link #refresh}.
   */
  public List<Generation> generations() {
    TreeMap<Long, Generation> generations = new TreeMap<>();
    tags().values().stream()
        .map(id -> generation(table.snapshot(id)))
        .forEach(generation -> generations.put(generation.number(), generation));
    // Expiry may have dropped its tag while a rollback made it current.
    Ancestry.newestWith(table, Summary.SEGMENTS)
        .map(BatchViewTable::generation)
        .ifPresent(current -> generations.put(current.number(), current));
    return List.copyOf(generations.values());
  }

  public void refresh() {
    table.refresh();
  }

  /**
   * Publishes what is new: the next epochs, and a backfill where there is one.
   *
   * @param from what the run was planned from
   * @param added one from the seam of the current generation, or epoch 0, to {@code to.through()};
   *     the others are backfills
   * @param files hold the segments' states, and those only
   * @throws LostRaceException where the view moved on; nothing was changed
   */
  public Generation publish(
      Version from, List<Segment> added, Cut to, List<DataFile> files, String codeVersion) {
    List<Segment> segments =
        new ArrayList<>(from.current().map(Generation::segments).orElse(List.of()));
    from.current().ifPresent(current -> cut(current, to.topic()).checkFollowedBy(to));
    segments.addAll(added);
    Generation published =
        commit(
            from,
            segments,
            to,
            codeVersion,
            erased(from),
            transaction -> {
              var append = transaction.newAppend();
              files.forEach(append::appendFile);
              return append;
            });
    Moment.PUBLISHED.reached();
    return published;
  }

  /**
   * Publishes a full recompute, in place of all that there is.
   *
   * @param segments of all that is landed: one from epoch 0 to {@code to.through()}, and a backfill
   *     where there is one
   * @throws LostRaceException where the view moved on; nothing was changed
   */
  public Generation replaceAll(
      Version from, List<Segment> segments, Cut to, List<DataFile> files, String codeVersion) {
    return replaceAll(from, segments, to, files, codeVersion, erased(from));
  }

  /**
   * As the other, of a master dataset from which events were erased.
   *
   * @param erased ids of the erasures whose events are in none of the segments
   */
  public Generation replaceAll(
      Version from,
      List<Segment> segments,
      Cut to,
      List<DataFile> files,
      String codeVersion,
      Set<String> erased) {
    Set<String> replaced =
        from.current().map(Generation::segments).orElse(List.of()).stream()
            .map(Segment::id)
            .collect(Collectors.toSet());
    Generation published = replace(from, replaced, segments, to, files, codeVersion, erased);
    Moment.PUBLISHED.reached();
    return published;
  }

  /**
   * Publishes the current generation again, which holds no event of any of these erasures.
   *
   * @throws LostRaceException where the view moved on; nothing was changed
   */
  public Generation confirm(Version from, String topic, String codeVersion, Set<String> erased) {
    Generation current =
        from.current()
            .orElseThrow(() -> new IllegalArgumentException("Cannot confirm an empty view"));
    Generation published =
        commit(
            from,
            current.segments(),
            cut(current, topic),
            codeVersion,
            erased,
            Transaction::newAppend);
    Moment.PUBLISHED.reached();
    return published;
  }

  /** The erasures that the current generation is without the events of. */
  private static Set<String> erased(Version from) {
    return from.current().map(Generation::erasures).orElse(Set.of());
  }

  /**
   * Publishes a merged segment in place of those that it was merged from. No answer changes.
   *
   * @param replaced ids of neighbours that cover epochs
   * @param merged covers the same epochs
   * @throws LostRaceException where the view moved on; nothing was changed
   */
  public Generation compact(
      Version from,
      Set<String> replaced,
      Segment merged,
      List<DataFile> files,
      String codeVersion) {
    Generation current =
        from.current()
            .orElseThrow(() -> new IllegalArgumentException("Cannot compact an empty view"));
    List<Segment> old =
        current.segments().stream().filter(segment -> replaced.contains(segment.id())).toList();
    long epochs =
        old.stream().mapToLong(segment -> segment.range().to() - segment.range().from()).sum();
    long events = old.stream().mapToLong(Segment::events).sum();
    if (old.size() != replaced.size()
        || old.stream().anyMatch(segment -> segment.kind() != Segment.Kind.EPOCHS)
        || epochs != merged.range().to() - merged.range().from()
        || events != merged.events()) {
      throw new IllegalArgumentException("Cannot replace " + old + " by " + merged);
    }
    Generation compacted =
        replace(
            from,
            replaced,
            List.of(merged),
            cut(current, topic()),
            files,
            codeVersion,
            current.erasures());
    Moment.COMPACTED.reached();
    return compacted;
  }

  private Generation replace(
      Version from,
      Set<String> replaced,
      List<Segment> by,
      Cut to,
      List<DataFile> files,
      String codeVersion,
      Set<String> erased) {
    List<Segment> segments = new ArrayList<>(by);
    from.current().map(Generation::segments).orElse(List.of()).stream()
        .filter(old -> !replaced.contains(old.id()))
        .forEach(segments::add);
    return commit(
        from,
        segments,
        to,
        codeVersion,
        erased,
        transaction -> {
          OverwriteFiles overwrite = transaction.newOverwrite();
          if (!replaced.isEmpty()) {
            overwrite.overwriteByRowFilter(Expressions.in(ViewSchema.SEGMENT, replaced.toArray()));
          }
          files.forEach(overwrite::addFile);
          return overwrite;
        });
  }

  private interface Change {
    SnapshotUpdate<?> in(Transaction transaction);
  }

  private Generation commit(
      Version from,
      List<Segment> all,
      Cut to,
      String codeVersion,
      Set<String> erased,
      Change change) {
    List<Segment> segments =
        all.stream()
            .sorted(
                Comparator.comparing(Segment::kind)
                    .thenComparingLong(segment -> segment.range().from())
                    .thenComparingLong(segment -> segment.range().to()))
            .toList();
    checkTiles(segments, to.through());
    long number = nextNumber(from);
    long events = segments.stream().mapToLong(Segment::events).sum();
    Transaction transaction = table.newTransaction();
    CompareAndSet.commit(
        table,
        () -> {
          SnapshotUpdate<?> update = change.in(transaction);
          update.validateWith(
              CompareAndSet.on(from.snapshotId(), () -> hold(transaction.table()), from.hold()));
          update.set(Summary.SEGMENTS, Summary.segments(segments));
          update.set(Summary.POSITIONS, Summary.positions(to));
          update.set(Summary.THROUGH, Long.toString(to.through()));
          update.set(Summary.GENERATION, Long.toString(number));
          update.set(Summary.EVENTS, Long.toString(events));
          update.set(Summary.CODE_VERSION, codeVersion);
          update.set(Summary.ERASED, Summary.erased(erased));
          update.commit();
          long snapshot = transaction.table().currentSnapshot().snapshotId();
          transaction.manageSnapshots().createTag(tag(number), snapshot).commit();
          // The atomic step: the segment and its tag, or neither.
          transaction.commitTransaction();
        });
    table.refresh();
    return generation(table.snapshot(tags().get(number)));
  }

  /** The epochs' segments must cover every epoch below the seam exactly once. */
  private static void checkTiles(List<Segment> segments, long through) {
    long covered = 0;
    for (Segment segment : segments) {
      if (segment.kind() == Segment.Kind.EPOCHS) {
        EpochRange range = segment.range();
        if (range.from() != covered) {
          throw new IllegalArgumentException(
              "Cannot publish segments that do not tile [0, " + through + "): " + segments);
        }
        covered = range.to();
      }
    }
    if (covered != through) {
      throw new IllegalArgumentException(
          "Cannot publish segments that do not tile [0, " + through + "): " + segments);
    }
  }

  /** Higher than any before, also than those rolled back: a number never means two things. */
  private long nextNumber(Version from) {
    long tagged = tags().keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    return Math.max(tagged, from.current().map(Generation::number).orElse(0L)) + 1;
  }

  /**
   * Makes an earlier generation the current one and holds scheduled publishing until {@link
   * #release}.
   *
   * @param reason for people; not empty
   * @throws UnknownGenerationException where it was never published or has expired
   */
  public void rollback(long generation, String reason) {
    table.refresh();
    Transaction transaction = table.newTransaction();
    transaction.manageSnapshots().setCurrentSnapshot(snapshotOf(generation)).commit();
    transaction.updateProperties().set(HOLD, reason).commit();
    transaction.commitTransaction();
    Moment.ROLLED_BACK.reached();
    table.refresh();
  }

  /** Lets scheduled publishing go on, from the generation that is current. */
  public void release() {
    table.updateProperties().remove(HOLD).commit();
    Moment.RELEASED.reached();
  }

  /** The snapshot of a retained generation, as of the last refresh. */
  private long snapshotOf(long number) {
    return generations().stream()
        .filter(generation -> generation.number() == number)
        .findFirst()
        .orElseThrow(() -> unknown(fold, number, generations()))
        .snapshotId();
  }

  /**
   * A number counts up with each generation: one below the newest that is not there has expired.
   */
  static UnknownGenerationException unknown(Fold fold, long number, List<Generation> retained) {
    List<Long> numbers = retained.stream().map(Generation::number).toList();
    long newest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    return 0 < number && number < newest
        ? new ExpiredGenerationException(
            "Generation "
                + number
                + " of view "
                + fold.view()
                + " has expired; retained are "
                + numbers)
        : new UnknownGenerationException(
            "View " + fold.view() + " has no generation " + number + "; retained are " + numbers);
  }

  private String topic() {
    return Summary.cut(Ancestry.newestWith(table, Summary.POSITIONS).orElseThrow().summary())
        .topic();
  }

  /** The name of a generation's tag. */
  static String tag(long number) {
    return TAG + number;
  }

  /** Snapshot ids by generation number. */
  private Map<Long, Long> tags() {
    Map<Long, Long> tags = new HashMap<>();
    for (Map.Entry<String, SnapshotRef> ref : table.refs().entrySet()) {
      if (ref.getValue().isTag() && ref.getKey().matches(TAG + "[0-9]+")) {
        tags.put(Long.parseLong(ref.getKey().substring(1)), ref.getValue().snapshotId());
      }
    }
    return tags;
  }

  private static Generation generation(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    Cut cut = Summary.cut(summary);
    return new Generation(
        Long.parseLong(summary.get(Summary.GENERATION)),
        snapshot.snapshotId(),
        cut.through(),
        cut.topicId(),
        cut.positions(),
        Summary.segments(summary.get(Summary.SEGMENTS)),
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        summary.get(Summary.CODE_VERSION),
        Long.parseLong(summary.get(Summary.EVENTS)),
        Summary.erased(summary));
  }
}
