package dev.twofold.batch.views;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * What reconciliations have found, over time, as an Iceberg table that any engine can query: one
 * row a run and segment of a view, and one for the dead letters of a range of epochs.
 */
public final class ReconciliationTable {
  /** Causes whose counts have a column of their own. */
  public static final List<String> CAUSES =
      List.of(
          "lost_by_speed",
          "lost_by_batch",
          "counted_twice",
          "wrong_side_of_seam",
          "logic_drift",
          "sketch_only",
          "dead_letter",
          "damaged",
          "unexplained");

  static final Map<String, String> PROPERTIES =
      Map.of(
          TableProperties.FORMAT_VERSION, "2",
          TableProperties.PARQUET_COMPRESSION, "zstd",
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
          TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20");

  private static final String MERGED = "merged";
  private static final String RUN = "run";
  private static final String VERSION = "version";
  private static final String DETAILS = "details";
  private static final Schema SCHEMA = schema();

  /** They are the last column. */
  private static final Schema SCHEMA_WITHOUT_DETAILS =
      new Schema(SCHEMA.columns().subList(0, SCHEMA.columns().size() - 1));

  /** Outcomes after which a segment needs no further look. */
  private static final Set<String> SETTLED = Set.of("equal", "different", "not compared", MERGED);

  private final Table table;

  ReconciliationTable(Table table) {
    this.table = table;
  }

  /**
   * One row.
   *
   * @param run sorts by time
   * @param view null for dead letters
   * @param version of the view; null for dead letters
   * @param segment null for dead letters
   * @param outcome "equal", "different", "waiting", "not compared", or "merged" for a segment that
   *     compaction made of others that were settled
   * @param examined by cause, of {@link #CAUSES}
   * @param details the comparison as JSON; null for a merged segment
   */
  public record Entry(
      String run,
      Instant at,
      String source,
      String view,
      String version,
      long generation,
      String segment,
      EpochRange epochs,
      Instant from,
      Instant to,
      String outcome,
      String reason,
      long compared,
      long equal,
      long batchEvents,
      long speedEvents,
      Map<String, Long> examined,
      String codeVersion,
      long millis,
      String details) {
    public Entry {
      examined = Map.copyOf(examined);
    }

    /** Of a segment that compaction makes of others that were settled. */
    public static Entry merged(Fold view, Segment segment, Instant from, Instant to) {
      Instant now = Instant.now();
      return new Entry(
          "merge-" + segment.id(),
          now,
          view.source(),
          view.view(),
          view.version(),
          0,
          segment.id(),
          segment.range(),
          from,
          to,
          MERGED,
          "",
          0,
          0,
          0,
          0,
          Map.of(),
          null,
          0,
          null);
    }
  }

  static Schema schema() {
    List<Types.NestedField> fields = new ArrayList<>();
    for (String text : List.of(RUN, "at", "source", "view", VERSION)) {
      fields.add(
          Types.NestedField.optional(
              fields.size() + 1,
              text,
              text.equals("at") ? Types.TimestampType.withZone() : Types.StringType.get()));
    }
    fields.add(number(fields, "generation"));
    fields.add(text(fields, "segment"));
    fields.add(number(fields, "from_epoch"));
    fields.add(number(fields, "to_epoch"));
    fields.add(time(fields, "from_time"));
    fields.add(time(fields, "to_time"));
    fields.add(text(fields, "outcome"));
    fields.add(text(fields, "reason"));
    for (String count : List.of("compared", "equal", "different", "batch_events", "speed_events")) {
      fields.add(number(fields, count));
    }
    CAUSES.forEach(cause -> fields.add(number(fields, cause)));
    fields.add(text(fields, "code_version"));
    fields.add(number(fields, "millis"));
    fields.add(text(fields, DETAILS));
    return new Schema(fields);
  }

  private static Types.NestedField number(List<Types.NestedField> before, String name) {
    return Types.NestedField.optional(before.size() + 1, name, Types.LongType.get());
  }

  private static Types.NestedField text(List<Types.NestedField> before, String name) {
    return Types.NestedField.optional(before.size() + 1, name, Types.StringType.get());
  }

  private static Types.NestedField time(List<Types.NestedField> before, String name) {
    return Types.NestedField.optional(before.size() + 1, name, Types.TimestampType.withZone());
  }

  /** Adds rows, all of them or none. */
  public void append(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    try (RowFiles files = new RowFiles(table, null, 0, 0, UUID.randomUUID().toString())) {
      for (Entry entry : entries) {
        files.write(row(entry));
      }
      AppendFiles append = table.newAppend();
      files.finish().forEach(append::appendFile);
      append.commit();
      SmallFiles.merge(table);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + table.name(), e);
    }
  }

  private static ArrayStruct row(Entry entry) {
    List<Object> values = new ArrayList<>();
    values.add(entry.run);
    values.add(micros(entry.at));
    values.add(entry.source);
    values.add(entry.view);
    values.add(entry.version);
    values.add(entry.generation);
    values.add(entry.segment);
    values.add(entry.epochs.from());
    values.add(entry.epochs.to());
    values.add(micros(entry.from));
    values.add(micros(entry.to));
    values.add(entry.outcome);
    values.add(entry.reason);
    values.add(entry.compared);
    values.add(entry.equal);
    values.add(entry.compared - entry.equal);
    values.add(entry.batchEvents);
    values.add(entry.speedEvents);
    CAUSES.forEach(cause -> values.add(entry.examined.getOrDefault(cause, 0L)));
    values.add(entry.codeVersion);
    values.add(entry.millis);
    values.add(entry.details);
    return new ArrayStruct(values.toArray());
  }

  private static Long micros(Instant time) {
    return IcebergTypes.nearestMicros(time.toEpochMilli());
  }

  /** The rows of one run, in the order that they were written; none where there was no such run. */
  public List<Entry> run(String id) {
    List<Entry> entries = new ArrayList<>();
    for (FileScanTask task : tasks(Expressions.equal(RUN, id))) {
      read(task, SCHEMA, entries);
    }
    entries.removeIf(entry -> !entry.run.equals(id));
    return entries;
  }

  /** The rows of the newest runs, without their details, the newest run first. */
  public List<Entry> newest(int runs) {
    List<FileScanTask> tasks = new ArrayList<>(tasks(Expressions.alwaysTrue()));
    tasks.sort(Comparator.comparing(task -> -task.file().dataSequenceNumber()));
    TreeMap<String, List<Entry>> found = new TreeMap<>(Comparator.reverseOrder());
    for (FileScanTask task : tasks) {
      if (found.size() >= runs) {
        break;
      }
      List<Entry> entries = new ArrayList<>();
      read(task, SCHEMA_WITHOUT_DETAILS, entries);
      entries.stream()
          .filter(entry -> !entry.outcome.equals(MERGED))
          .forEach(entry -> found.computeIfAbsent(entry.run, none -> new ArrayList<>()).add(entry));
    }
    return found.values().stream().limit(runs).flatMap(List::stream).toList();
  }

  /** The segments of a view version that need not be compared any more. */
  public Set<String> settled(String version) {
    Set<String> segments = new HashSet<>();
    for (FileScanTask task : tasks(Expressions.equal(VERSION, version))) {
      List<Entry> entries = new ArrayList<>();
      read(task, SCHEMA_WITHOUT_DETAILS, entries);
      entries.stream()
          .filter(entry -> version.equals(entry.version) && SETTLED.contains(entry.outcome))
          .forEach(entry -> segments.add(entry.segment));
    }
    return segments;
  }

  /** How many files a look at all of it opens: few, however many reports there are. */
  public int files() {
    return tasks(Expressions.alwaysTrue()).size();
  }

  private List<FileScanTask> tasks(Expression filter) {
    table.refresh();
    List<FileScanTask> tasks = new ArrayList<>();
    if (table.currentSnapshot() == null) {
      return tasks;
    }
    try (CloseableIterable<FileScanTask> planned = table.newScan().filter(filter).planFiles()) {
      planned.forEach(tasks::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
    }
    return tasks;
  }

  private void read(FileScanTask task, Schema schema, List<Entry> into) {
    try (CloseableIterable<StructLike> rows =
        InternalData.read(FileFormat.PARQUET, table.io().newInputFile(task.file()))
            .project(schema)
            .build()) {
      rows.forEach(row -> into.add(entry(row)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + task.file().location(), e);
    }
  }

  private static Entry entry(StructLike row) {
    int causes = position("lost_by_speed");
    Map<String, Long> examined = new TreeMap<>();
    for (int i = 0; i < CAUSES.size(); i++) {
      examined.put(CAUSES.get(i), row.get(causes + i, Long.class));
    }
    return new Entry(
        text(row, RUN),
        time(row, "at"),
        text(row, "source"),
        text(row, "view"),
        text(row, VERSION),
        number(row, "generation"),
        text(row, "segment"),
        new EpochRange(number(row, "from_epoch"), number(row, "to_epoch")),
        time(row, "from_time"),
        time(row, "to_time"),
        text(row, "outcome"),
        text(row, "reason"),
        number(row, "compared"),
        number(row, "equal"),
        number(row, "batch_events"),
        number(row, "speed_events"),
        examined,
        text(row, "code_version"),
        number(row, "millis"),
        row.size() == SCHEMA.columns().size() ? text(row, DETAILS) : null);
  }

  private static int position(String name) {
    return SCHEMA.columns().indexOf(SCHEMA.findField(name));
  }

  private static String text(StructLike row, String name) {
    CharSequence text = row.get(position(name), CharSequence.class);
    return text == null ? null : text.toString();
  }

  private static long number(StructLike row, String name) {
    return row.get(position(name), Long.class);
  }

  private static Instant time(StructLike row, String name) {
    return Instant.ofEpochMilli(Math.floorDiv(number(row, name), 1000L));
  }

  /** An outcome as this table writes it. */
  public static String outcome(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A cause as this table names its column. */
  public static String cause(Enum<?> cause) {
    return Stream.of(cause.name().toLowerCase(Locale.ROOT))
        .filter(CAUSES::contains)
        .findFirst()
        .orElseThrow();
  }
}
