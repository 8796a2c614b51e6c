package dev.twofold.endtoend;

import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Reconciler;
import dev.twofold.reconciliation.Report;
import dev.twofold.reconciliation.Scope;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.BatchView;
import dev.twofold.view.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
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

  /** Compares both layers on every retained segment of a view, and on dead letters. */
  Report reconcile(Fold view) throws IOException {
    return new Reconciler(platform.project(), warehouse, cassandra)
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
