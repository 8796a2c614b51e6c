package dev.twofold.speed.views;

import static dev.twofold.speed.views.TestKeyspace.EPOCHS_PER_BUCKET;
import static dev.twofold.speed.views.TestKeyspace.VERSION;
import static dev.twofold.speed.views.TestKeyspace.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Generation;
import dev.twofold.view.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How rows expire (rule 4), on a real Cassandra. */
final class RetentionTest {
  private TestKeyspace keyspace;
  private CassandraSession session;
  private CassandraRealtimeView view;

  @BeforeEach
  void open() {
    keyspace = new TestKeyspace();
    session = keyspace.session;
    view = keyspace.view;
  }

  @AfterEach
  void close() {
    keyspace.close();
  }

  private List<Long> epochsRead(EpochRange range) {
    return LongStream.range(range.from(), range.to())
        .filter(
            epoch -> {
              AtomicBoolean found = new AtomicBoolean();
              view.read(
                  1,
                  new EpochRange(epoch, epoch + 1),
                  Slice.everything(),
                  (key, pane, state) -> found.set(true));
              return found.get();
            })
        .boxed()
        .toList();
  }

  private static Generation generation(long number, long through) {
    return new Generation(
        number, number, through, "t", Map.of(), List.of(), Instant.EPOCH, "test", 0);
  }

  @Test
  void rowsGoOnlyBehindTheEarliestSeamOfAnyRetainedGeneration() {
    keyspace.write(row(5, 1), row(15, 1), row(25, 1), row(35, 1));
    Retention retention = new Retention(session);
    assertThat(retention.dropBehind(VERSION, List.of())).isZero();
    assertThat(view.ledger().floor()).isZero();
    // The last came after a rollback, and reaches less far than the one before it.
    Collection<Generation> retained = List.of(generation(2, 27), generation(3, 31));
    Collection<Generation> rolledBack =
        List.of(generation(2, 27), generation(3, 31), generation(4, 14));
    assertThat(retention.dropBehind(VERSION, rolledBack)).isEqualTo(1);
    assertThat(view.ledger().floor()).isEqualTo(10);
    assertThat(epochsRead(new EpochRange(0, 40))).containsExactly(15L, 25L, 35L);
    assertThat(retention.dropBehind(VERSION, retained)).isEqualTo(1);
    assertThat(epochsRead(new EpochRange(0, 40))).containsExactly(25L, 35L);
  }

  @Test
  void whereNoTableGoesTheSpeedLayerStillAnswersForAllEpochs() {
    keyspace.write(row(25, 1));
    assertThat(new Retention(session).dropBehind(VERSION, List.of(generation(1, 27)))).isZero();
    assertThat(view.ledger().floor()).isZero();
  }

  @Test
  void whoeverMissesARowSeesAFloorAboveIt() {
    int buckets = 6;
    for (long bucket = 0; bucket < buckets; bucket++) {
      keyspace.write(row(bucket * EPOCHS_PER_BUCKET, 1));
    }
    EpochRange all = new EpochRange(0, buckets * EPOCHS_PER_BUCKET);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                AtomicInteger rows = new AtomicInteger();
                view.read(1, all, Slice.everything(), (key, pane, state) -> rows.incrementAndGet());
                if (rows.get() < buckets) {
                  assertThat(view.ledger().floor()).isEqualTo(all.to());
                }
              }
            });
    new Retention(session).raiseFloor(VERSION, all.to());
    done.set(true);
    reader.join();
    assertThat(epochsRead(all)).isEmpty();
  }

  /** A tombstone or the end of a row's time would come with a clock's time, and shadow counts. */
  @Test
  void noRowHasATimeToLiveAndEachIsStampedWithItsCount() {
    keyspace.write(row(5, 7), row(15, 3));
    keyspace.write(row(5, 9));
    new Retention(session).raiseFloor(VERSION, 6);
    keyspace.write(row(5, 8), row(15, 4));
    String name = session.keyspace();
    List<String> tables =
        session
            .cql()
            .execute(
                "SELECT table_name, default_time_to_live FROM system_schema.tables"
                    + " WHERE keyspace_name = ?",
                name)
            .all()
            .stream()
            .peek(table -> assertThat(table.getInt(1)).as(table.getString(0)).isZero())
            .map(table -> table.getString(0))
            .filter(table -> table.startsWith("rows_"))
            .toList();
    List<Long> stamps = new ArrayList<>();
    for (String table : tables) {
      for (Row row :
          session.cql().execute("SELECT writetime(state), ttl(state) FROM " + name + "." + table)) {
        stamps.add(row.getLong(0));
        assertThat(row.isNull(1)).isTrue();
      }
    }
    assertThat(stamps).containsExactlyInAnyOrder(9L, 4L);
  }
}
