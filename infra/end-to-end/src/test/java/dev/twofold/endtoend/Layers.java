package dev.twofold.endtoend;

import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Reconciliation;
import dev.twofold.reconciliation.Summary;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.BatchView;
import dev.twofold.view.Ledger;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Both layers' stores of a platform, read beside the serving layer. */
final class Layers implements AutoCloseable {
  private final LivePlatform platform;
  private final Warehouse warehouse;
  private final CassandraSession cassandra;

  Layers(LivePlatform platform) {
    this.platform = platform;
    this.warehouse =
        Warehouse.open(platform.project().settings().warehouse(), platform.project().name());
    this.cassandra = CassandraSession.open(platform.project().settings());
  }

  /**
   * Holds the batch states of the current generation against the speed states of the same epochs.
   */
  Summary reconcile(Fold view) {
    Path cache = platform.state().root().resolve("test-cache");
    IcebergBatchView batch = new IcebergBatchView(warehouse, view, cache);
    batch.refresh();
    Merged fromBatch = new Merged(view);
    Merged fromSpeed = new Merged(view);
    try (BatchView.Pinned pinned = batch.pinCurrent().orElseThrow()) {
      pinned.read(Slice.everything(), fromBatch);
      EpochRange epochs = new EpochRange(0, pinned.generation().through());
      CassandraRealtimeView speed =
          new CassandraRealtimeView(cassandra, view.source(), view.version());
      for (Ledger.Cover cover : speed.ledger().cover(0).covers()) {
        speed.read(
            cover.incarnation().number(),
            cover.epochs().intersect(epochs),
            Slice.everything(),
            fromSpeed);
      }
    }
    return Reconciliation.compare(fromBatch.sorted(), fromSpeed.sorted(), 10);
  }

  /** Merges the pieces of each (key, pane). */
  private static final class Merged implements StateConsumer {
    private record Group(ByteBuffer key, long pane) {}

    private final Fold view;
    private final Map<Group, State> states = new HashMap<>();

    Merged(Fold view) {
      this.view = view;
    }

    @Override
    public void accept(byte[] key, long pane, byte[] state) {
      Group group = new Group(ByteBuffer.wrap(key), pane);
      view.merge(state, states.computeIfAbsent(group, none -> view.newState()));
    }

    Iterator<StateRow> sorted() {
      return states.entrySet().stream()
          .map(
              entry ->
                  new StateRow(
                      entry.getKey().key().array(),
                      entry.getKey().pane(),
                      view.encode(entry.getValue())))
          .sorted(
              (a, b) -> {
                int order = Arrays.compareUnsigned(a.key(), b.key());
                return order == 0 ? Long.compare(a.pane(), b.pane()) : order;
              })
          .iterator();
    }
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

  static String name(byte[] key, long pane) {
    return hex(key) + "@" + pane;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
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
