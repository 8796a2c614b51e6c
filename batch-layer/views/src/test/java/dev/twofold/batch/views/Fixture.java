package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;

/**
 * A project with one source and one view, a warehouse in a folder, and events that repeat by seed.
 */
final class Fixture implements AutoCloseable {
  static final String TOPIC_ID = "q1w2e3r4t5y6u7i8o9p0aa";

  final Path folder;
  final Project project;
  final SourceDefinition source;
  final Fold fold;
  final Warehouse warehouse;

  Fixture(Path folder) throws IOException {
    this(folder, Map.of());
  }

  Fixture(Path folder, Map<String, String> extraColumns) throws IOException {
    this.folder = folder;
    Path definition = folder.resolve("project");
    StringBuilder extra = new StringBuilder();
    extraColumns.forEach(
        (name, type) -> extra.append("  - {name: " + name + ", type: " + type + "}\n"));
    write(definition.resolve("twofold.yaml"), "name: shop\nepoch: 10s\n");
    write(
        definition.resolve("sources/sales.yaml"),
        """
        topic: sales
        format: json
        event_time: sold_at
        columns:
          - {name: sold_at, type: TIMESTAMP, required: true}
          - {name: shop, type: VARCHAR}
          - {name: online, type: BOOLEAN}
          - {name: amount, type: "DECIMAL(12, 2)"}
          - {name: items, type: BIGINT}
          - {name: weight, type: DOUBLE}
          - {name: buyer, type: VARCHAR}
        """
            + extra);
    write(
        definition.resolve("views/sales_by_shop.sql"),
        """
        SELECT shop, online, COUNT(*) AS sales, SUM(amount) AS amount, MAX(items) AS most,
               SUM(weight) AS weight, APPROX_COUNT_DISTINCT(buyer) AS buyers
        FROM sales
        GROUP BY shop, online, TUMBLE(sold_at, INTERVAL '1' MINUTE)
        """);
    project = Project.load(definition, Map.of());
    source = project.source("sales");
    fold = project.views().get(0);
    warehouse = Warehouse.open(settings(folder.resolve("warehouse")), project.name());
  }

  static Settings.Warehouse settings(Path location) {
    return new Settings.Warehouse("jdbc", null, location.toString(), Map.of());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Events of 20 shops in 30 minutes, some with NULLs. */
  static List<String> events(int seed, int count) {
    Random random = new Random(seed);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int shop = random.nextInt(20);
      events.add(
          String.format(
              Locale.ROOT,
              "{\"sold_at\": \"2026-11-23T07:%02d:%02dZ\", %s\"online\": %s, \"amount\": %d.%02d,"
                  + " \"items\": %d, \"weight\": %.3f, \"buyer\": \"b%d\"}",
              random.nextInt(30),
              random.nextInt(60),
              shop == 0 ? "" : "\"shop\": \"shöp " + shop + "\", ",
              random.nextBoolean(),
              random.nextInt(1000),
              random.nextInt(100),
              random.nextInt(9) - 4,
              random.nextDouble(),
              random.nextInt(500)));
    }
    return events;
  }

  /** The events folded in memory: what any way to the same events must equal, byte for byte. */
  List<StateRow> fold(List<String> events) {
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    List<StateRow> states = new ArrayList<>();
    PreAggregator map =
        new PreAggregator(
            fold,
            Integer.MAX_VALUE,
            (key, pane, epoch, state) -> states.add(new StateRow(key, pane, fold.encode(state))));
    for (String event : events) {
      String reason = decoder.decode(event.getBytes(StandardCharsets.UTF_8), row);
      if (reason != null) {
        throw new IllegalArgumentException(reason + ": " + event);
      }
      map.add(row, 0);
    }
    map.flush();
    states.sort(StateOrder.ASCENDING);
    return states;
  }

  /** What all segments of a generation hold, merged. */
  List<StateRow> contents(BatchView.Pinned generation) {
    List<StateRow> rows = new ArrayList<>();
    generation.read(
        Slice.everything(), (key, pane, bytes) -> rows.add(new StateRow(key, pane, bytes)));
    return merged(rows);
  }

  /** One state a key and pane. */
  List<StateRow> merged(List<StateRow> rows) {
    Map<StateRow, StateRow> merged =
        new TreeMap<>(Comparator.comparing(row -> row, StateOrder.ASCENDING));
    for (StateRow row : rows) {
      merged.merge(
          row,
          row,
          (a, b) -> {
            var state = fold.decode(a.state());
            fold.merge(b.state(), state);
            return new StateRow(a.key(), a.pane(), fold.encode(state));
          });
    }
    return List.copyOf(merged.values());
  }

  /** Holds what a generation yields against the events. */
  void assertSameStates(BatchView.Pinned actual, List<String> events) {
    List<StateRow> expected = fold(events);
    List<StateRow> found = contents(actual);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).key()).isEqualTo(expected.get(i).key());
      assertThat(found.get(i).pane()).isEqualTo(expected.get(i).pane());
      assertThat(found.get(i).state()).isEqualTo(expected.get(i).state());
    }
  }

  Cut cut(long through, long offset) {
    return new Cut("sales", TOPIC_ID, through, Map.of(0, new Position(0, offset, through - 1, 3)));
  }

  record Written(Segment segment, List<DataFile> files) {}

  /** Writes a segment as several tasks would. */
  Written write(BatchViewTable view, List<String> events, EpochRange range, int tasks) {
    Segment segment = new Segment("", Segment.Kind.EPOCHS, range, events.size(), 0);
    return write(view, segment, fold(events), tasks);
  }

  /**
   * Writes states as a segment.
   *
   * @param like has its kind, range and events
   * @param states in their order
   */
  Written write(BatchViewTable view, Segment like, List<StateRow> states, int tasks) {
    String id = BatchViewTable.newSegmentId();
    List<DataFile> files = new ArrayList<>();
    long rows = 0;
    for (int task = 0; task < tasks; task++) {
      try (SegmentWriter out = new SegmentWriter(view.table(), fold, id, task, task)) {
        for (int i = task; i < states.size(); i += tasks) {
          out.write(states.get(i).key(), states.get(i).pane(), fold.decode(states.get(i).state()));
        }
        files.addAll(out.finish());
        rows += out.rows();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Written(new Segment(id, like.kind(), like.range(), like.events(), rows), files);
  }

  /** As {@link #write}, of events that have no epoch. */
  Written writeBackfill(BatchViewTable view, List<String> events) {
    Written written = write(view, events, new EpochRange(0, 0), 1);
    Segment segment = written.segment();
    return new Written(
        new Segment(
            segment.id(), Segment.Kind.BACKFILL, segment.range(), segment.events(), segment.rows()),
        written.files());
  }

  /** Publishes the events as the view's next segment. */
  Generation publish(BatchViewTable view, List<String> events, long through) {
    BatchViewTable.Version version = view.version();
    long from = version.current().map(Generation::through).orElse(0L);
    Written written = write(view, events, new EpochRange(from, through), 3);
    return view.publish(
        version, List.of(written.segment()), cut(through, through * 10), written.files(), "test");
  }

  IcebergBatchView reader() {
    return new IcebergBatchView(warehouse, fold, folder.resolve("cache"));
  }

  @Override
  public void close() throws IOException {
    warehouse.close();
  }
}
