package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.data.Row;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Reconciler;
import dev.twofold.reconciliation.Report;
import dev.twofold.reconciliation.Scope;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.speed.views.RealtimeDeployment;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.speed.views.RowWriter;
import dev.twofold.view.BatchView;
import dev.twofold.view.EpochState;
import dev.twofold.view.Layer;
import dev.twofold.view.Ledger;
import dev.twofold.view.Provenance;
import dev.twofold.view.Slice;
import dev.twofold.view.ViewReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Both layers' stores of a platform, read beside the serving layer. */
final class Layers implements AutoCloseable {
  private static final Duration SEALING = Duration.ofSeconds(60);

  private final LivePlatform platform;
  private final Warehouse warehouse;
  private final CassandraSession cassandra;

  Layers(LivePlatform platform) {
    this.platform = platform;
    this.warehouse =
        Warehouse.open(platform.project().settings().warehouse(), platform.project().name());
    this.cassandra = CassandraSession.open(platform.project().settings());
  }

  /** The project as it is deployed now. */
  Project deployed() {
    return platform.project().as(warehouse.deployments().current());
  }

  /** Compares both layers on every retained segment of a view, and on dead letters. */
  Report reconcile(Fold view) throws IOException {
    return new Reconciler(deployed(), warehouse, cassandra)
        .run(Scope.everything().of(Set.of(view.view())), SEALING, each -> {});
  }

  /** The speed layer's dead letters by "partition/offset". */
  Map<String, String> speedDeadLetters() {
    Map<String, String> found = new TreeMap<>();
    String source = platform.project().sources().get(0).name();
    List<DeadLetter> page = new DeadLetters(cassandra, source).page(null, 1_000);
    page.forEach(
        letter ->
            found.put(
                letter.partition() + "/" + letter.offset(), letter(letter.reason(), letter.raw())));
    return found;
  }

  /** The records that the master dataset keeps as rejected, by "partition/offset". */
  Map<String, String> batchDeadLetters() throws IOException {
    Map<String, String> found = new TreeMap<>();
    var table = warehouse.master(platform.project().sources().get(0)).table();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).where(Expressions.notNull("_rejected")).build()) {
      for (Record row : rows) {
        found.put(
            row.getField("_kafka_partition") + "/" + row.getField("_kafka_offset"),
            letter((String) row.getField("_rejected"), bytes((ByteBuffer) row.getField("_raw"))));
      }
    }
    return found;
  }

  /**
   * @param raw the record as it came; null for a tombstone
   */
  static String letter(String reason, byte[] raw) {
    return reason
        + ": "
        + (raw == null ? "nothing" : raw.length + " bytes " + UUID.nameUUIDFromBytes(raw));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** The states of the current generation, which has one segment, as text. */
  Map<String, String> batchStates(Fold view) {
    Path cache = platform.state().root().resolve("test-cache");
    IcebergBatchView batch = new IcebergBatchView(warehouse, view, cache);
    batch.refresh();
    Map<String, String> states = new TreeMap<>();
    try (BatchView.Pinned pinned = batch.pinCurrent().orElseThrow()) {
      pinned.read(
          Slice.everything(), (key, pane, state) -> states.put(name(key, pane), hex(state)));
    }
    return states;
  }

  /** Every state of an answer that merges both layers, as text; it has to be exact. */
  Map<String, String> answer(Fold view) {
    IcebergBatchView batch =
        new IcebergBatchView(warehouse, view, platform.state().root().resolve("test-cache"));
    batch.refresh();
    ViewReader reader =
        new ViewReader(batch, realtime(view), platform.project().clock(), Clock.systemUTC());
    Map<String, State> states = new HashMap<>();
    Provenance provenance =
        reader.read(
            Slice.everything(),
            Layer.MERGED,
            OptionalLong.empty(),
            new ViewReader.Collector() {
              @Override
              public void accept(byte[] key, long pane, byte[] state) {
                view.merge(state, states.computeIfAbsent(name(key, pane), none -> view.newState()));
              }

              @Override
              public void clear() {
                states.clear();
              }
            });
    assertThat(provenance.degraded()).isEmpty();
    return encoded(view, states);
  }

  /** The states of these records, folded in memory. */
  Map<String, String> fold(Fold view, List<byte[]> records) {
    SourceDefinition source = platform.project().source(view.source());
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    KeyWriter key = new KeyWriter();
    Map<String, State> states = new HashMap<>();
    for (byte[] record : records) {
      if (decoder.decode(record, row) == null && view.accepts(row)) {
        view.key(row, key);
        view.add(
            row,
            states.computeIfAbsent(name(key.toBytes(), view.pane(row)), none -> view.newState()));
      }
    }
    return encoded(view, states);
  }

  private static Map<String, String> encoded(Fold view, Map<String, State> states) {
    Map<String, String> encoded = new TreeMap<>();
    states.forEach((name, state) -> encoded.put(name, hex(view.encode(state))));
    return encoded;
  }

  /** Every real-time row of a view that is stored, also of lives that answer for nothing. */
  List<String> rows(Fold view) {
    List<String> rows = new ArrayList<>();
    for (LedgerWriter.Life life : new LedgerWriter(cassandra, view.source()).lives()) {
      realtime(view)
          .read(
              life.number(),
              new EpochRange(0, EpochRange.OPEN),
              Slice.everything(),
              (key, pane, state) ->
                  rows.add(
                      life.number()
                          + new String(key, StandardCharsets.ISO_8859_1)
                          + new String(state, StandardCharsets.ISO_8859_1)));
    }
    return rows;
  }

  /** Has one of the speed layer's rows, of an epoch that batch has, count each event twice. */
  void doubleOneRow(Fold view) {
    long through = warehouse.view(view).version().current().orElseThrow().through();
    Ledger.Cover cover = realtime(view).ledger().sealed(new EpochRange(0, through)).covers().get(0);
    long incarnation = cover.incarnation().number();
    EpochState row = realtime(view).sorted(incarnation, cover.epochs()).next();
    State twice = view.decode(row.state());
    view.merge(row.state(), twice);
    RowWriter writer = new RowWriter(cassandra, incarnation);
    writer.add(
        new RealtimeRow(
            view.version(),
            row.key(),
            row.pane(),
            row.epoch(),
            view.encode(twice),
            twice.events()));
    writer.flush();
  }

  private CassandraRealtimeView realtime(Fold view) {
    return new CassandraRealtimeView(cassandra, view.source(), view.version());
  }

  static String name(byte[] key, long pane) {
    return hex(key) + "@" + pane;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Deploys the project's folder. */
  Deployment deploy() {
    Project wanted = Project.load(platform.projectFolder(), platform.running().settings());
    return change(before -> DeploymentPlan.of(before, wanted, System.currentTimeMillis()).next());
  }

  /** Changes what is deployed, as both layers know it. */
  Deployment change(UnaryOperator<Deployment> change) {
    Deployment deployed = warehouse.deployments().change(change);
    new RealtimeDeployment(cassandra).write(deployed);
    return deployed;
  }

  void rollBack(Fold view, long generation) {
    warehouse.view(view).rollback(generation, "a test");
  }

  @Override
  public void close() throws IOException {
    cassandra.close();
    warehouse.close();
  }
}
