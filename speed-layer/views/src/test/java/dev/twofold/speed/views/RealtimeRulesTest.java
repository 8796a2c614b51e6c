package dev.twofold.speed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.TestStack;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Layer;
import dev.twofold.view.Ledger;
import dev.twofold.view.Provenance;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import dev.twofold.view.ViewReader;
import dev.twofold.view.memory.MemoryBatchView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How rows expire (rule 4), and how they are read (rule 10), on a real Cassandra. */
final class RealtimeRulesTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String VERSION = "0123456789ab";
  private static final String SOURCE = "clicks";
  private static final long EPOCHS_PER_BUCKET = 10;

  private Settings settings;
  private CassandraSession session;
  private LedgerWriter ledger;
  private CassandraRealtimeView view;

  @BeforeEach
  void open() {
    LocalStack stack = TestStack.shared();
    settings =
        new Settings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(25),
            new Settings.Kafka(null, Map.of()),
            new Settings.Cassandra(
                stack.cassandra().contactPointText(),
                stack.cassandra().localDatacenter(),
                "rules_test_" + NUMBER.incrementAndGet(),
                null,
                null,
                null,
                4),
            null,
            new Settings.Retention(3, EPOCHS_PER_BUCKET, Duration.ofHours(1)));
    session = CassandraSession.open(settings);
    ledger = new LedgerWriter(session, SOURCE);
    view = new CassandraRealtimeView(session, SOURCE, VERSION);
  }

  @AfterEach
  void close() {
    session.close();
  }

  /** A state begins with its format and how many events it holds. */
  private static RealtimeRow row(long epoch, int events) {
    byte[] state = {1, (byte) events};
    return new RealtimeRow(VERSION, new byte[] {1}, 0, epoch, state, events);
  }

  private void write(RealtimeRow... rows) {
    RowWriter writer = new RowWriter(session, 1);
    List.of(rows).forEach(writer::add);
    writer.flush();
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
    write(row(5, 1), row(15, 1), row(25, 1), row(35, 1));
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
    write(row(25, 1));
    assertThat(new Retention(session).dropBehind(VERSION, List.of(generation(1, 27)))).isZero();
    assertThat(view.ledger().floor()).isZero();
  }

  @Test
  void whoeverMissesARowSeesAFloorAboveIt() {
    int buckets = 6;
    for (long bucket = 0; bucket < buckets; bucket++) {
      write(row(bucket * EPOCHS_PER_BUCKET, 1));
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
    write(row(5, 7), row(15, 3));
    write(row(5, 9));
    new Retention(session).raiseFloor(VERSION, 6);
    write(row(5, 8), row(15, 4));
    String keyspace = session.keyspace();
    List<String> tables =
        session
            .cql()
            .execute(
                "SELECT table_name, default_time_to_live FROM system_schema.tables"
                    + " WHERE keyspace_name = ?",
                keyspace)
            .all()
            .stream()
            .peek(table -> assertThat(table.getInt(1)).as(table.getString(0)).isZero())
            .map(table -> table.getString(0))
            .filter(table -> table.startsWith("rows_"))
            .toList();
    List<Long> stamps = new ArrayList<>();
    for (String table : tables) {
      for (Row row :
          session
              .cql()
              .execute("SELECT writetime(state), ttl(state) FROM " + keyspace + "." + table)) {
        stamps.add(row.getLong(0));
        assertThat(row.isNull(1)).isTrue();
      }
    }
    assertThat(stamps).containsExactlyInAnyOrder(9L, 4L);
  }

  @Test
  void aQuorumOfReplicasTakesPartInEachReadAndEachWrite() throws Exception {
    ledger.open("t", Map.of(VERSION, 0L));
    write(row(5, 1));
    List<Position> positions = List.of(new Position(0, 1, 5, 0));
    DeadLetters deadLetters = new DeadLetters(session, SOURCE);
    replicate(3); // on one node: a quorum cannot be had, a single replica can
    List<ThrowingCallable> requests =
        List.of(
            () -> view.ledger(),
            () -> view.read(1, new EpochRange(0, 9), Slice.everything(), (key, pane, state) -> {}),
            () -> ledger.record(1, positions, Map.of()),
            () -> ledger.seal(1, 5),
            () -> ledger.positions(new LedgerWriter.Life(1, null, "t", Map.of())),
            () -> new Retention(session).raiseFloor(VERSION, 1),
            () -> deadLetters.page(null, 1));
    for (int i = 0; i < requests.size(); i++) {
      assertThatThrownBy(requests.get(i))
          .as("request %d", i)
          .hasStackTraceContaining("at consistency LOCAL_QUORUM (2 required but only 1 alive)");
    }
    assertThatThrownBy(ledger::newest)
        .hasStackTraceContaining("at consistency LOCAL_QUORUM (2 required but only 1 alive)");
    CompletableFuture<Void> flush = CompletableFuture.runAsync(() -> write(row(5, 2)));
    assertThatThrownBy(() -> flush.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    replicate(1);
    flush.get(20, TimeUnit.SECONDS);
  }

  private void replicate(int times) {
    CqlSession cql = session.cql();
    cql.execute(
        "ALTER KEYSPACE "
            + session.keyspace()
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': "
            + times
            + "}");
  }

  /** A view in which something happens right after a query's first read of it. */
  private record Disturbed(RealtimeView real, Runnable disturbance, AtomicBoolean done)
      implements RealtimeView {
    Disturbed(RealtimeView real, Runnable disturbance) {
      this(real, disturbance, new AtomicBoolean());
    }

    @Override
    public Ledger ledger() {
      Ledger read = real.ledger();
      disturb();
      return read;
    }

    @Override
    public void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
      real.read(incarnation, epochs, slice, into);
      disturb();
    }

    @Override
    public Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions) {
      return real.endsBelow(incarnation, epoch, partitions);
    }

    private void disturb() {
      if (!done.getAndSet(true)) {
        disturbance.run();
      }
    }
  }

  private static Provenance query(RealtimeView speed) {
    ViewReader reader =
        new ViewReader(new MemoryBatchView(), speed, new EpochClock(1_000), Clock.systemUTC());
    return reader.read(
        Slice.everything(),
        Layer.MERGED,
        OptionalLong.empty(),
        new ViewReader.Collector() {
          @Override
          public void accept(byte[] key, long pane, byte[] state) {}

          @Override
          public void clear() {}
        });
  }

  @Test
  void retentionInTheMiddleOfAQueryMakesItsAnswerDegraded() {
    ledger.open("t", Map.of(VERSION, 0L));
    write(row(5, 1), row(15, 1));
    ledger.record(1, List.of(new Position(0, 2, 15, 0)), Map.of());
    assertThat(query(view).exact()).isTrue();
    Retention retention = new Retention(session);
    Provenance torn = query(new Disturbed(view, () -> retention.raiseFloor(VERSION, 12)));
    assertThat(torn.exact()).isFalse();
    assertThat(torn.degraded()).anyMatch(reason -> reason.contains("expired during the query"));
  }

  @Test
  void anAnswerHoldsAllUpToThePositionsThatItNames() {
    ledger.open("t", Map.of(VERSION, 0L));
    write(row(5, 10));
    ledger.record(1, List.of(new Position(0, 10, 5, 0)), Map.of());
    Runnable progress =
        () -> {
          write(row(5, 20));
          ledger.record(1, List.of(new Position(0, 20, 5, 0)), Map.of());
        };
    Provenance answer = query(new Disturbed(view, progress));
    Incarnation named = answer.covers().get(0).incarnation();
    assertThat(answer.speedEvents()).isGreaterThanOrEqualTo(named.positions().get(0).nextOffset());
  }

  @Test
  void anAnswerIsAsFreshAsTheIncarnationThatLeads() throws Exception {
    ledger.open("t", Map.of(VERSION, 0L));
    ledger.record(1, List.of(new Position(0, 100, 9, 0)), Map.of());
    Thread.sleep(500);
    // A replay under way: it answers for what it has sealed, and no further.
    ledger.open("t", Map.of(VERSION, 0L));
    ledger.record(2, List.of(new Position(0, 50, 5, 0)), Map.of());
    ledger.seal(2, 5);
    Provenance answer = query(view);
    assertThat(answer.covers()).extracting(cover -> cover.epochs().from()).containsExactly(0L, 5L);
    assertThat(answer.freshnessMillis()).isGreaterThanOrEqualTo(500);
  }

  @Test
  void theLedgerChangesWhichViewsAnIncarnationFoldsOnceAtATime() {
    LedgerWriter.Life life = ledger.open("t", Map.of(VERSION, 0L));
    LedgerWriter.Life two = ledger.change(life, Map.of(VERSION, 0L, "b", 7L));
    assertThat(ledger.newest()).contains(two);
    assertThat(new LedgerReader(session, SOURCE).read("b").incarnations())
        .extracting(Incarnation::fromEpoch)
        .containsExactly(7L);
    assertThatThrownBy(() -> ledger.change(life, Map.of("c", 9L)))
        .hasMessageContaining("Another speed layer has just changed");
    assertThat(ledger.newest()).contains(two);
    ledger.change(two, Map.of("b", 7L));
    assertThat(view.ledger().incarnations()).isEmpty();
  }

  @Test
  void aLedgerOfAnEarlierVersionIsTakenOver() {
    String positions = session.keyspace() + ".positions";
    session.cql().execute("DROP TABLE " + positions);
    session
        .cql()
        .execute(
            "CREATE TABLE "
                + positions
                + " (source text, incarnation bigint, part int, next_offset bigint, epoch bigint,"
                + " leader_epoch int, recorded_at timestamp,"
                + " PRIMARY KEY ((source), incarnation, part))");
    session
        .cql()
        .execute(
            "INSERT INTO "
                + positions
                + " (source, incarnation, part, next_offset, epoch, leader_epoch, recorded_at)"
                + " VALUES ('clicks', 1, 0, 10, 5, 0, toTimestamp(now())) USING TIMESTAMP 10");
    ledger.open("t", Map.of(VERSION, 0L));
    try (CassandraSession later = CassandraSession.open(settings)) {
      List<Position> more = List.of(new Position(1, 20, 5, 0));
      new LedgerWriter(later, SOURCE).record(1, more, Map.of(1, 17L));
      Incarnation life = new LedgerReader(later, SOURCE).read(VERSION).incarnations().get(0);
      assertThat(life.positions().keySet()).containsExactlyInAnyOrder(0, 1);
      assertThat(life.backfills()).isEqualTo(Map.of(1, 17L));
    }
  }
}
