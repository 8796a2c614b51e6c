package dev.twofold.speed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyFilter;
import dev.twofold.fold.KeyWriter;
import dev.twofold.view.EpochState;
import dev.twofold.view.Ledger;
import dev.twofold.view.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables, on a real Cassandra. */
final class RealtimeViewsTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String VERSION = "0123456789ab";
  private static final String SOURCE = "clicks";
  private static final List<Column> KEYS =
      List.of(
          new Column("page", DataType.VARCHAR, true), new Column("user", DataType.BIGINT, true));

  private Settings settings;
  private CassandraSession session;

  @BeforeEach
  void open() {
    settings = TestKeyspace.settings("views_test_" + NUMBER.incrementAndGet(), 4, 10);
    session = CassandraSession.open(settings);
  }

  @AfterEach
  void close() {
    session.close();
  }

  private static byte[] key(String page, long user) {
    KeyWriter writer = new KeyWriter();
    writer.reset();
    writer.writeString(page);
    writer.writeLong(user);
    return writer.toBytes();
  }

  private static byte[] state(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RealtimeRow row(String page, long user, long pane, long epoch, String state) {
    return new RealtimeRow(VERSION, key(page, user), pane, epoch, state(state), state.length());
  }

  private Map<String, String> read(long incarnation, EpochRange epochs, Slice slice) {
    Map<String, String> rows = new TreeMap<>();
    new CassandraRealtimeView(session, SOURCE, VERSION)
        .read(
            incarnation,
            epochs,
            slice,
            (key, pane, state) ->
                rows.merge(
                    new String(key, StandardCharsets.ISO_8859_1) + "/" + pane,
                    new String(state, StandardCharsets.UTF_8),
                    (a, b) -> a + "+" + b));
    return rows;
  }

  private static String id(String page, long user, long pane) {
    return new String(key(page, user), StandardCharsets.ISO_8859_1) + "/" + pane;
  }

  @Test
  void rowsComeInOneOrderOutOfAllShardsAndTablesAndPages() {
    RowWriter writer = new RowWriter(session, 1);
    RowWriter other = new RowWriter(session, 2);
    List<EpochState> expected = new ArrayList<>();
    for (long epoch = 95; epoch < 125; epoch++) {
      for (int user = 0; user < 40; user++) {
        writer.add(row("p" + user % 3, user, 60_000L * (user % 4), epoch, "s" + epoch));
        other.add(row("p", user, 0, epoch, "other"));
        if (epoch >= 99 && epoch < 121) {
          expected.add(
              new EpochState(
                  key("p" + user % 3, user), 60_000L * (user % 4), epoch, state("s" + epoch)));
        }
      }
    }
    writer.flush();
    other.flush();
    expected.sort(
        Comparator.comparing(EpochState::key, Arrays::compareUnsigned)
            .thenComparing(EpochState::pane)
            .thenComparing(EpochState::epoch));

    CassandraRealtimeView view = new CassandraRealtimeView(session, SOURCE, VERSION);
    List<EpochState> found = new ArrayList<>();
    view.sorted(1, new EpochRange(99, 121)).forEachRemaining(found::add);
    assertThat(found).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);

    List<EpochState> ofOne = new ArrayList<>();
    view.sorted(1, new EpochRange(99, 121), key("p1", 7)).forEachRemaining(ofOne::add);
    assertThat(ofOne)
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(
            expected.stream().filter(row -> Arrays.equals(row.key(), key("p1", 7))).toList());
  }

  @Test
  void aSliceYieldsExactlyTheRowsThatMatchOfThatIncarnationAndThoseEpochs() {
    RowWriter writer = new RowWriter(session, 1);
    Map<String, String> en7 = new TreeMap<>();
    Map<String, String> en = new TreeMap<>();
    Map<String, String> all = new TreeMap<>();
    for (long epoch = 95; epoch < 125; epoch++) {
      for (int user = 0; user < 12; user++) {
        for (String page : List.of("en", "en2", "")) {
          for (long pane : new long[] {-60_000, 0, 60_000}) {
            writer.add(row(page, user, pane, epoch, "s" + epoch));
            if (epoch >= 99 && epoch < 121 && pane >= 0) {
              String state = "s" + epoch;
              all.merge(id(page, user, pane), state, (a, b) -> a + "+" + b);
              if (page.equals("en")) {
                en.merge(id(page, user, pane), state, (a, b) -> a + "+" + b);
                if (user == 7) {
                  en7.merge(id(page, user, pane), state, (a, b) -> a + "+" + b);
                }
              }
            }
          }
        }
      }
    }
    writer.flush();
    RowWriter other = new RowWriter(session, 2);
    other.add(row("en", 7, 0, 100, "other"));
    other.flush();

    EpochRange epochs = new EpochRange(99, 121);
    KeyFilter exact = KeyFilter.of(KEYS, Map.of("page", "en", "user", 7L));
    KeyFilter prefix = KeyFilter.of(KEYS, Map.of("page", "en"));
    assertThat(read(1, epochs, new Slice(exact, 0, 120_000))).isEqualTo(en7);
    assertThat(read(1, epochs, new Slice(prefix, 0, 120_000))).isEqualTo(en);
    assertThat(read(1, epochs, new Slice(KeyFilter.ANY, 0, 120_000))).isEqualTo(all);
    assertThat(read(2, new EpochRange(0, EpochRange.OPEN), Slice.everything()))
        .isEqualTo(Map.of(id("en", 7, 0), "other"));
    assertThat(read(3, epochs, Slice.everything())).isEmpty();
  }

  @Test
  void aReaderFindsTheTableThatAWriterMadeSinceItsLastRead() {
    CassandraRealtimeView view = new CassandraRealtimeView(session, SOURCE, VERSION);
    RowWriter writer = new RowWriter(session, 1);
    for (long epoch = 0; epoch < 50; epoch += 10) {
      writer.add(row("en", 1, 0, epoch, "x"));
      writer.flush();
      List<Long> panes = new ArrayList<>();
      view.read(
          1,
          new EpochRange(0, EpochRange.OPEN),
          Slice.everything(),
          (key, pane, state) -> panes.add(pane));
      assertThat(panes).hasSize((int) epoch / 10 + 1);
    }
  }

  @Test
  void aRowIsNeverMovedBackAndWritingItTwiceIsWritingItOnce() {
    RowWriter writer = new RowWriter(session, 1);
    for (String state : List.of("12", "1234", "123", "1", "1234")) {
      writer.add(row("en", 1, 0, 5, state));
      writer.flush();
    }
    assertThat(read(1, new EpochRange(5, 6), Slice.everything()))
        .isEqualTo(Map.of(id("en", 1, 0), "1234"));
  }

  @Test
  void creatorsThatRaceMakeOneTable() {
    List<CassandraSession> sessions =
        IntStream.range(0, 3).mapToObj(i -> CassandraSession.open(settings)).toList();
    CompletableFuture.allOf(
            IntStream.range(0, 3)
                .mapToObj(
                    i ->
                        CompletableFuture.runAsync(
                            () -> {
                              RowWriter writer = new RowWriter(sessions.get(i), 1);
                              writer.add(row("page " + i, 1, 0, 77, "x"));
                              writer.flush();
                            }))
                .toArray(CompletableFuture[]::new))
        .join();
    assertThat(read(1, new EpochRange(77, 78), Slice.everything())).hasSize(3);
    UUID id =
        session
            .cql()
            .execute(
                "SELECT id FROM system_schema.tables WHERE keyspace_name = '%s' AND table_name = '%s'"
                    .formatted(session.keyspace(), Schema.rowTable(VERSION, 7)))
            .one()
            .getUuid(0);
    assertThat(id)
        .isEqualTo(
            UUID.nameUUIDFromBytes(
                ("twofold:" + session.keyspace() + "." + Schema.rowTable(VERSION, 7))
                    .getBytes(StandardCharsets.UTF_8)));
    sessions.forEach(CassandraSession::close);
  }

  @Test
  void aKeyspaceKeepsTheLayoutThatItWasMadeWith() {
    assertThatThrownBy(
            () -> CassandraSession.open(TestKeyspace.settings(session.keyspace(), 8, 10)))
        .hasMessageContaining("was made with epoch 1000 ms, cassandra.shards 4")
        .hasMessageContaining("set them back");
  }

  @Test
  void theLedgerNumbersIncarnationsAndNeverMovesBack() {
    LedgerWriter ledger = new LedgerWriter(session, SOURCE);
    assertThat(ledger.lives()).isEmpty();
    List<CompletableFuture<LedgerWriter.Life>> racing =
        IntStream.range(0, 3)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> ledger.open("t", Map.of(VERSION, 7L))))
            .toList();
    assertThat(racing.stream().map(f -> f.join().number())).containsExactlyInAnyOrder(1L, 2L, 3L);

    ledger.record(3, List.of(new Position(0, 10, 8, 0), new Position(1, 20, 9, 0)), Map.of());
    ledger.record(3, List.of(new Position(0, 5, 7, 0), new Position(1, 21, 9, 0)), Map.of());
    ledger.seal(3, 9);
    ledger.seal(3, 8);

    Ledger seen = new CassandraRealtimeView(session, SOURCE, VERSION).ledger();
    assertThat(seen.incarnations()).hasSize(3);
    var third = seen.incarnations().get(2);
    assertThat(third.fromEpoch()).isEqualTo(7);
    assertThat(third.sealedThrough()).isEqualTo(9);
    Map<Integer, Position> positions = new HashMap<>();
    positions.put(0, new Position(0, 10, 8, 0));
    positions.put(1, new Position(1, 21, 9, 0));
    assertThat(third.positions()).isEqualTo(positions);
    assertThat(new CassandraRealtimeView(session, SOURCE, "ffff").ledger().incarnations())
        .isEmpty();
  }

  @Test
  void retentionDropsClosedTablesAfterRaisingTheFloorAndNoneComesBack() {
    RowWriter writer = new RowWriter(session, 1);
    for (long epoch : new long[] {5, 15, 25}) {
      writer.add(row("en", 1, epoch, epoch, "x"));
    }
    writer.flush();
    CassandraRealtimeView before = new CassandraRealtimeView(session, SOURCE, VERSION);
    before.read(1, new EpochRange(0, 30), Slice.everything(), (key, pane, state) -> {});

    Retention retention = new Retention(session);
    assertThat(retention.raiseFloor(VERSION, 19)).isEqualTo(1);
    assertThat(before.ledger().floor()).isEqualTo(19);
    List<Long> left = new ArrayList<>();
    before.read(1, new EpochRange(0, 30), Slice.everything(), (key, pane, state) -> left.add(pane));
    assertThat(left).containsExactlyInAnyOrder(15L, 25L);

    // A writer that knew the table, and one that did not.
    for (RowWriter late : List.of(writer, new RowWriter(session, 1))) {
      late.add(row("en", 1, 5, 5, "x"));
      late.flush();
    }
    assertThat(read(1, new EpochRange(0, 10), Slice.everything())).isEmpty();
    assertThat(retention.raiseFloor(VERSION, 12)).isZero();
    assertThat(before.ledger().floor()).isEqualTo(19);
  }

  @Test
  void deadLettersAreReadPageByPageAndStoredOnce() {
    List<DeadLetter> letters = new ArrayList<>();
    for (long epoch = 3; epoch < 6; epoch++) {
      for (int partition = 0; partition < 2; partition++) {
        for (long offset = 0; offset < 5; offset++) {
          byte[] raw = offset == 3 ? null : state("raw " + offset);
          letters.add(
              new DeadLetter(
                  SOURCE, "topic", partition, epoch * 10 + offset, epoch, 99, "bad", raw));
        }
      }
    }
    DeadLetterWriter writer = new DeadLetterWriter(session, 1);
    letters.forEach(writer::add);
    letters.forEach(writer::add);
    writer.flush();
    DeadLetters reader = new DeadLetters(session, SOURCE);
    for (int limit : new int[] {1, 4, 7, 100}) {
      List<DeadLetter> read = new ArrayList<>();
      List<DeadLetter> page = reader.page(null, limit);
      while (!page.isEmpty()) {
        read.addAll(page);
        page = reader.page(page.get(page.size() - 1), limit);
      }
      assertThat(read).usingRecursiveComparison().isEqualTo(letters);
    }
  }

  @Test
  void aWriteThatCannotSucceedFailsTheFlush() {
    RowWriter writer = new RowWriter(session, 1);
    writer.add(row("en", 1, 0, 1, "x"));
    writer.flush();
    Schema.dropTable(session.cql(), session.keyspace(), Schema.rowTable(VERSION, 0));
    writer.add(row("en", 1, 0, 1, "xy"));
    assertThatThrownBy(writer::flush).hasMessageContaining("Cannot write to Cassandra");
  }

  @Test
  void theLargestRowsAndLettersThatThereCanBeAreStored() {
    byte[] key = new byte[KeyWriter.MAX_BYTES];
    byte[] state = new byte[Fold.MAX_STATE_BYTES];
    Arrays.fill(state, (byte) 7);
    RowWriter writer = new RowWriter(session, 1);
    writer.add(new RealtimeRow(VERSION, key, 0, 100, state, 1));
    writer.flush();
    List<byte[]> read = new ArrayList<>();
    new CassandraRealtimeView(session, SOURCE, VERSION)
        .read(1, new EpochRange(100, 101), Slice.everything(), (k, pane, s) -> read.add(s));
    assertThat(read).containsExactly(state);

    byte[] raw = new byte[20 << 20];
    Arrays.fill(raw, (byte) 'x');
    DeadLetterWriter letters = new DeadLetterWriter(session, 1);
    letters.add(new DeadLetter(SOURCE, "topic", 0, 1, 100, 0, "is not a JSON object", raw));
    letters.flush();
    assertThat(new DeadLetters(session, SOURCE).page(null, 1).get(0).raw())
        .isEqualTo(Arrays.copyOf(raw, DeadLetter.MAX_RAW_BYTES));
  }
}
