package dev.twofold.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.ClicksProject;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.speed.views.RowWriter;
import dev.twofold.view.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a forget erases of real-time rows, on a real Cassandra and a real warehouse. */
class RealtimeErasureTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String TOPIC_ID = "AAAAAAAAAAEAAAAAAAAAAg";

  @TempDir private Path folder;
  private Project project;
  private CassandraSession session;
  private Warehouse warehouse;

  @BeforeEach
  void open() throws IOException {
    ClicksProject clicks =
        ClicksProject.create(
            folder.resolve("project"),
            "name: erased_" + NUMBER.incrementAndGet() + "\ncassandra: {shards: 2}");
    clicks.write("views/pages.sql", "SELECT page, COUNT(*) AS n FROM clicks GROUP BY page");
    project = Project.load(clicks.folder(), ClicksProject.stores(folder.resolve("warehouse")));
    session = CassandraSession.open(project.settings());
    warehouse = Warehouse.open(project.settings().warehouse(), project.name());
  }

  @AfterEach
  void close() throws IOException {
    session.close();
    warehouse.close();
  }

  @Test
  void rowsGoOnceTheBatchLayerIsWithoutTheEventsAndLateOnesWithTheNextRun() throws Exception {
    LedgerWriter ledger = new LedgerWriter(session, "clicks");
    String version = view().version();
    long first = ledger.open(TOPIC_ID, Map.of(version, 0L)).number();
    writeRow(first, (byte) 1);
    MasterDataset master = warehouse.master(source());
    Cut cut = new Cut("clicks", TOPIC_ID, 6, Map.of(0, new Position(0, 9, 5, 0)));
    master.land(master.version(), cut, List.of(), 0);
    RealtimeErasure erasure = new RealtimeErasure(project, source());
    assertThat(erasure.erase()).as("nothing is to be erased").isZero();

    Erasure recorded = Erasure.of("page = 'x'", TOPIC_ID, Map.of(0, 9L));
    master.record(recorded);
    assertThat(erasure.erase()).as("batch still has them").isZero();
    assertThat(known()).isEmpty();
    assertThat(rows(first)).isEqualTo(1);

    master.erase(master.version(), List.of(), List.of());
    assertThat(erasure.erase()).isEqualTo(1);
    assertThat(known()).containsExactly(recorded.id());
    assertThat(rows(first)).isZero();
    assertThat(erasure.erase()).isZero();

    long second = ledger.open(TOPIC_ID, Map.of(version, 0L), Set.of(recorded.id())).number();
    writeRow(second, (byte) 1);
    // Of an attempt that had read them, in partitions that had no row before.
    for (byte key = 2; key < 20; key++) {
      writeRow(first, key);
    }
    assertThat(erasure.erase()).isEqualTo(1);
    assertThat(rows(first)).isZero();
    assertThat(rows(second)).isEqualTo(1);
  }

  private SourceDefinition source() {
    return project.source("clicks");
  }

  private Fold view() {
    return project.views().get(0);
  }

  private Set<String> known() {
    return realtime().ledger().erasures();
  }

  private CassandraRealtimeView realtime() {
    return new CassandraRealtimeView(session, "clicks", view().version());
  }

  private void writeRow(long incarnation, byte key) {
    RowWriter writer = new RowWriter(session, incarnation);
    byte[] state = {1, 1};
    writer.add(new RealtimeRow(view().version(), new byte[] {key}, 0, 5, state, 1));
    writer.flush();
  }

  private int rows(long incarnation) {
    AtomicInteger rows = new AtomicInteger();
    realtime()
        .read(
            incarnation,
            new EpochRange(0, 10),
            Slice.everything(),
            (key, pane, state) -> rows.incrementAndGet());
    return rows.get();
  }
}
