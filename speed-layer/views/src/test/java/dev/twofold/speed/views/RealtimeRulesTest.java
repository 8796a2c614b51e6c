package dev.twofold.speed.views;

import static dev.twofold.speed.views.TestKeyspace.SOURCE;
import static dev.twofold.speed.views.TestKeyspace.VERSION;
import static dev.twofold.speed.views.TestKeyspace.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How rows and the ledger are read and written (rule 10), on a real Cassandra. */
final class RealtimeRulesTest {
  private TestKeyspace keyspace;
  private CassandraSession session;
  private LedgerWriter ledger;
  private CassandraRealtimeView view;

  @BeforeEach
  void open() {
    keyspace = new TestKeyspace();
    session = keyspace.session;
    ledger = keyspace.ledger;
    view = keyspace.view;
  }

  @AfterEach
  void close() {
    keyspace.close();
  }

  @Test
  void aQuorumOfReplicasTakesPartInEachReadAndEachWrite() throws Exception {
    ledger.open("t", Map.of(VERSION, 0L));
    keyspace.write(row(5, 1));
    List<Position> positions = List.of(new Position(0, 1, 5, 0));
    DeadLetters deadLetters = new DeadLetters(session, SOURCE);
    replicate(3); // on one node: a quorum cannot be had, a single replica can
    List<ThrowingCallable> requests =
        List.of(
            () -> view.ledger(),
            () -> view.read(1, new EpochRange(0, 9), Slice.everything(), (key, pane, state) -> {}),
            () -> ledger.record(1, positions, Map.of()),
            () -> ledger.seal(1, 5),
            () -> ledger.positions(new LedgerWriter.Life(1, null, "t", Map.of(), Set.of())),
            () -> new Retention(session).raiseFloor(VERSION, 1),
            () -> deadLetters.page(null, 1));
    for (int i = 0; i < requests.size(); i++) {
      assertThatThrownBy(requests.get(i))
          .as("request %d", i)
          .hasStackTraceContaining("at consistency LOCAL_QUORUM (2 required but only 1 alive)");
    }
    assertThatThrownBy(ledger::lives)
        .hasStackTraceContaining("at consistency LOCAL_QUORUM (2 required but only 1 alive)");
    CompletableFuture<Void> flush = CompletableFuture.runAsync(() -> keyspace.write(row(5, 2)));
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
    keyspace.write(row(5, 1), row(15, 1));
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
    keyspace.write(row(5, 10));
    ledger.record(1, List.of(new Position(0, 10, 5, 0)), Map.of());
    Runnable progress =
        () -> {
          keyspace.write(row(5, 20));
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
    assertThat(ledger.lives()).containsExactly(two);
    assertThat(new LedgerReader(session, SOURCE).read("b").incarnations())
        .extracting(Incarnation::fromEpoch)
        .containsExactly(7L);
    assertThatThrownBy(() -> ledger.change(life, Map.of("c", 9L)))
        .hasMessageContaining("Another speed layer has just changed");
    assertThat(ledger.lives()).containsExactly(two);
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
    try (CassandraSession later = CassandraSession.open(keyspace.settings)) {
      List<Position> more = List.of(new Position(1, 20, 5, 0));
      new LedgerWriter(later, SOURCE).record(1, more, Map.of(1, 17L));
      Incarnation life = new LedgerReader(later, SOURCE).read(VERSION).incarnations().get(0);
      assertThat(life.positions().keySet()).containsExactlyInAnyOrder(0, 1);
      assertThat(life.backfills()).isEqualTo(Map.of(1, 17L));
    }
  }
}
