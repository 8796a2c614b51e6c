package dev.twofold.reconciliation;

import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.LandingWriter;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.SegmentWriter;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.fold.State;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetterWriter;
import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.speed.views.RowWriter;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.TestStack;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.apache.iceberg.DataFile;

/**
 * Both layers' real stores, Iceberg and Cassandra, written through their own writers by tests in
 * place of the engines: so that each layer can be given another truth. One source of two partitions
 * with views of its own; all share a keyspace.
 */
final class TwoLayers implements AutoCloseable {
  static final String TOPIC_ID = "q1w2e3r4t5y6u7i8o9p0aa";
  static final long EPOCH_MILLIS = 10_000;
  private static final int PARTITIONS = 2;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static CassandraSession shared;

  private final Path folder;
  final Project project;
  final SourceDefinition source;
  final Warehouse warehouse;
  final CassandraSession cassandra;
  private final LedgerWriter ledger;
  private final Random random = new Random(7);
  private final Map<Integer, Position> logged = new HashMap<>();
  private LedgerWriter.Life life;

  /** A record of the topic. */
  record Logged(int partition, long offset, long epoch, String json) {
    long ingestedAtMillis() {
      return epoch * EPOCH_MILLIS + 5;
    }

    byte[] bytes() {
      return json.getBytes(StandardCharsets.UTF_8);
    }

    Logged inEpoch(long other) {
      return new Logged(partition, offset, other, json);
    }
  }

  TwoLayers(Path folder) throws IOException {
    this.folder = folder;
    int number = NUMBER.incrementAndGet();
    LocalStack stack = TestStack.shared();
    write(
        folder.resolve("twofold.yaml"),
        "name: shop\nepoch: 10s\nretention:\n  epochs_per_bucket: 50\ncassandra:\n"
            + "  keyspace: two_layers\n  shards: 2\n");
    write(
        folder.resolve("sources/sales" + number + ".yaml"),
        """
        topic: sales
        format: json
        event_time: sold_at
        columns:
          - {name: sold_at, type: TIMESTAMP, required: true}
          - {name: shop, type: VARCHAR}
          - {name: amount, type: "DECIMAL(12, 2)"}
          - {name: items, type: BIGINT}
          - {name: buyer, type: VARCHAR}
        """);
    write(
        folder.resolve("views/by_minute.sql"),
        """
        SELECT shop, COUNT(*) AS sales, SUM(amount) AS amount, MAX(items) AS most,
               APPROX_PERCENTILE(amount, 0.9) AS high
        FROM sales%d
        WHERE items <> -%d
        GROUP BY shop, TUMBLE(sold_at, INTERVAL '1' MINUTE)
        """
            .formatted(number, number));
    write(
        folder.resolve("views/for_ever.sql"),
        "SELECT shop, COUNT(*) AS sales FROM sales%d WHERE items <> -%d GROUP BY shop"
            .formatted(number, number));
    project =
        Project.load(
            folder,
            Map.of(
                "warehouse.location", folder.resolve("warehouse").toString(),
                "cassandra.contact_points", stack.cassandra().contactPointText(),
                "cassandra.local_datacenter", stack.cassandra().localDatacenter()));
    source = project.sources().get(0);
    Settings settings = project.settings();
    warehouse = Warehouse.open(settings.warehouse(), project.name());
    cassandra = session(settings);
    ledger = new LedgerWriter(cassandra, source.name());
    for (int partition = 0; partition < PARTITIONS; partition++) {
      logged.put(partition, Position.start(partition));
    }
    start(0);
  }

  /** One for all tests of a JVM: they share a keyspace. */
  private static synchronized CassandraSession session(Settings settings) {
    if (shared == null) {
      shared = CassandraSession.open(settings);
    }
    return shared;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  Fold view(String name) {
    return project.views().stream()
        .filter(view -> view.view().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** A new life of the speed layer, which folds all that is of epochs from this one on. */
  void start(long fromEpoch) {
    Map<String, Long> from = new HashMap<>();
    project.views().forEach(view -> from.put(view.version(), fromEpoch));
    life = ledger.open(TOPIC_ID, from);
  }

  /** So many sales in each of the epochs, in the topic: of 5 shops, in windows of 5 minutes. */
  List<Logged> sales(EpochRange epochs, int each) {
    List<Logged> sales = new ArrayList<>();
    for (long epoch = epochs.from(); epoch < epochs.to(); epoch++) {
      for (int i = 0; i < each; i++) {
        sales.add(log(epoch, sale("s" + random.nextInt(5), random.nextInt(5))));
      }
    }
    return sales;
  }

  String sale(String shop, int minute) {
    return String.format(
        Locale.ROOT,
        "{\"sold_at\":\"2026-11-23T07:%02d:%02dZ\",\"shop\":\"%s\",\"amount\":%d.%02d,\"items\":%d,\"buyer\":\"b%d\"}",
        minute,
        random.nextInt(60),
        shop,
        random.nextInt(1000),
        random.nextInt(100),
        random.nextInt(90),
        random.nextInt(500));
  }

  /** Appends a record to the topic. */
  Logged log(long epoch, String json) {
    return log(random.nextInt(PARTITIONS), epoch, json);
  }

  Logged log(int partition, long epoch, String json) {
    Position last = logged.get(partition);
    long effective = Math.max(epoch, last.epoch());
    logged.put(partition, new Position(partition, last.nextOffset() + 1, effective, 0));
    return new Logged(partition, last.nextOffset(), effective, json);
  }

  /** Records of a file are in the master dataset too, as far as the next cuts say. */
  void backfill() {
    logged.put(
        MasterDataset.FILES,
        new Position(MasterDataset.FILES, BackfilledFile.offset(1), Position.NO_EPOCH, -1));
  }

  /** The end of the topic, as the cut of these epochs. */
  Cut cut(long through) {
    return new Cut("sales", TOPIC_ID, through, logged);
  }

  /** Lands records in the master dataset. */
  void land(List<Logged> records, long through) throws IOException {
    MasterDataset master = warehouse.master(source);
    MasterDataset.Version from = master.version();
    EventDecoder decoder = Project.decoder(source, true);
    Row row = new Row(source.columns().size());
    try (LandingWriter out =
        new LandingWriter(master.table(), source, 0, 0, BatchViewTable.newSegmentId())) {
      for (Logged each : records) {
        LandingWriter.Origin origin =
            new LandingWriter.Origin(
                each.partition, each.offset, each.ingestedAtMillis(), each.epoch);
        String reason = decoder.decode(each.bytes(), row);
        if (reason == null) {
          out.accept(origin, row);
        } else {
          out.reject(origin, reason, each.bytes());
        }
      }
      master.land(from, cut(through), out.finish(), 0);
    }
  }

  /** Publishes the next segment of every view: of these records. */
  void publish(List<Logged> records, long through) {
    publish(records, through, row -> row);
  }

  /**
   * As {@link #publish(List, long)}, by a batch layer that makes other states.
   *
   * @param change null for a row that is left out
   */
  void publish(List<Logged> records, long through, UnaryOperator<StateRow> change) {
    for (Fold view : project.views()) {
      BatchViewTable table = warehouse.view(view);
      BatchViewTable.Version version = table.version();
      long from = version.current().map(Generation::through).orElse(0L);
      Written written =
          write(table, view, states(view, records), change, new EpochRange(from, through));
      table.publish(version, List.of(written.segment), cut(through), written.files, "code-1");
    }
  }

  /**
   * As {@link #publish(List, long)}, from files as several tasks write them: a row in each in turn.
   *
   * @param change yields the files that one view's segment gets in place of those
   */
  void publishFiles(
      List<Logged> records,
      long through,
      BiFunction<Fold, List<List<StateRow>>, List<List<StateRow>>> change) {
    for (Fold view : project.views()) {
      List<List<StateRow>> files = List.of(new ArrayList<>(), new ArrayList<>());
      int next = 0;
      for (StateRow state : states(view, records)) {
        files.get(next++ % files.size()).add(state);
      }
      BatchViewTable table = warehouse.view(view);
      BatchViewTable.Version version = table.version();
      long from = version.current().map(Generation::through).orElse(0L);
      String id = BatchViewTable.newSegmentId();
      List<DataFile> written = new ArrayList<>();
      long events = 0;
      long rows = 0;
      int task = 0;
      for (List<StateRow> file : change.apply(view, files)) {
        try (SegmentWriter out = new SegmentWriter(table.table(), view, id, task++, 0)) {
          for (StateRow state : file) {
            out.write(state.key(), state.pane(), view.decode(state.state()));
          }
          written.addAll(out.finish());
          events += out.events();
          rows += out.rows();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      Segment segment =
          new Segment(id, Segment.Kind.EPOCHS, new EpochRange(from, through), events, rows);
      table.publish(version, List.of(segment), cut(through), written, "code-1");
    }
  }

  /** As {@link #publish(List, long)}, to one view, of states that another fold makes. */
  void publishAs(String view, Fold other, List<Logged> records, long through) {
    BatchViewTable table = warehouse.view(view(view));
    Written written =
        write(table, other, states(other, records), row -> row, new EpochRange(0, through));
    table.publish(table.version(), List.of(written.segment), cut(through), written.files, "code-1");
  }

  /** A view of the source that the project does not have. */
  Fold compile(String sql) throws IOException {
    Path other = folder.resolve("other");
    Path sources = Files.createDirectories(other.resolve("sources"));
    String file = source.name() + ".yaml";
    Files.copy(folder.resolve("sources").resolve(file), sources.resolve(file));
    write(other.resolve("twofold.yaml"), "name: shop\n");
    write(other.resolve("views/other.sql"), sql.formatted(source.name()));
    return Project.load(other, Map.of()).views().get(0);
  }

  record Written(Segment segment, List<DataFile> files) {}

  Written write(
      BatchViewTable table,
      Fold view,
      List<StateRow> states,
      UnaryOperator<StateRow> change,
      EpochRange range) {
    String id = BatchViewTable.newSegmentId();
    try (SegmentWriter out = new SegmentWriter(table.table(), view, id, 0, 0)) {
      for (StateRow state : states) {
        StateRow changed = change.apply(state);
        if (changed != null) {
          out.write(changed.key(), changed.pane(), view.decode(changed.state()));
        }
      }
      List<DataFile> files = out.finish();
      Segment segment = new Segment(id, Segment.Kind.EPOCHS, range, out.events(), out.rows());
      return new Written(segment, files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The records of a view, folded, in order. */
  List<StateRow> states(Fold view, List<Logged> records) {
    List<StateRow> states = new ArrayList<>();
    fold(
        view,
        records,
        record -> 0,
        (key, pane, epoch, state) -> states.add(new StateRow(key, pane, view.encode(state))));
    states.sort(SortedRows::compare);
    return states;
  }

  private void fold(
      Fold view, List<Logged> records, ToLongFunction<Logged> epoch, PreAggregator.Output into) {
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    PreAggregator groups = new PreAggregator(view, Integer.MAX_VALUE, into);
    for (Logged each : records) {
      if (decoder.decode(each.bytes(), row) == null) {
        groups.add(row, epoch.applyAsLong(each));
      }
    }
    groups.flush();
  }

  /** The speed layer folds records: its dead letters too. */
  void speed(List<Logged> records) {
    speed(records, row -> row);
  }

  /**
   * As {@link #speed(List)}, by a speed layer that makes other rows.
   *
   * @param change null for a row that is left out
   */
  void speed(List<Logged> records, UnaryOperator<RealtimeRow> change) {
    RowWriter rows = new RowWriter(cassandra, life.number());
    for (Fold view : project.views()) {
      fold(
          view,
          records,
          Logged::epoch,
          (key, pane, epoch, state) -> {
            RealtimeRow changed = change.apply(row(view, key, pane, epoch, state));
            if (changed != null) {
              rows.add(changed);
            }
          });
    }
    rows.flush();
    DeadLetterWriter letters = new DeadLetterWriter(cassandra, life.number());
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    for (Logged each : records) {
      String reason = decoder.decode(each.bytes(), row);
      if (reason != null) {
        letters.add(letter(each, reason));
      }
    }
    letters.flush();
  }

  DeadLetter letter(Logged record, String reason) {
    return new DeadLetter(
        source.name(),
        TOPIC_ID,
        record.partition,
        record.offset,
        record.epoch,
        record.ingestedAtMillis(),
        reason,
        record.bytes());
  }

  private static RealtimeRow row(Fold view, byte[] key, long pane, long epoch, State state) {
    return new RealtimeRow(view.version(), key, pane, epoch, view.encode(state), state.events());
  }

  /** The speed layer has passed these epochs, in every partition. */
  void seal(long through) {
    ledger.record(life.number(), logged.values(), Map.of());
    ledger.seal(life.number(), through);
  }

  LedgerWriter.Life life() {
    return life;
  }

  Report reconcile() throws IOException {
    return reconcile(Scope.everything());
  }

  Report reconcile(Scope scope) throws IOException {
    return new Reconciler(project, warehouse, cassandra).run(scope, Duration.ZERO, each -> {});
  }

  @Override
  public void close() throws IOException {
    warehouse.close();
  }
}
