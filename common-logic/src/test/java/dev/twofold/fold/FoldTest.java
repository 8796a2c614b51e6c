package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FoldTest {
  private final Fold fold = Folds.edits();

  @Provide
  Arbitrary<List<Row>> rows() {
    return Combinators.combine(
            Arbitraries.of("en", "de", "", "fr").injectNull(0.1),
            Arbitraries.of(true, false).injectNull(0.1),
            ValuesOf.longs().injectNull(0.1),
            ValuesOf.doubles().injectNull(0.1),
            ValuesOf.decimals(DataType.decimal(18, 2)).injectNull(0.1),
            Arbitraries.longs().between(-200_000, 200_000))
        .as(Folds::row)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void combiningInPiecesGivesTheBytesOfFoldingOneByOne(
      @ForAll("rows") List<Row> rows, @ForAll long seed) {
    Random random = new Random(seed);
    Map<String, State> naive = new HashMap<>();
    for (Row row : rows) {
      if (fold.accepts(row)) {
        KeyWriter key = new KeyWriter();
        fold.key(row, key);
        String group = Arrays.toString(key.toBytes()) + fold.pane(row);
        fold.add(row, naive.computeIfAbsent(group, unused -> fold.newState()));
      }
    }
    Map<String, State> merged = new HashMap<>();
    PreAggregator combiner =
        new PreAggregator(
            fold,
            1 + random.nextInt(8),
            (key, pane, epoch, state) ->
                fold.merge(
                    fold.encode(state),
                    merged.computeIfAbsent(
                        Arrays.toString(key) + pane, unused -> fold.newState())));
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, random);
    addSinglyOrInBatches(shuffled, combiner, random);
    combiner.flush();
    assertThat(combiner.groups()).isZero();
    assertThat(merged).containsOnlyKeys(naive.keySet());
    merged.forEach(
        (group, state) -> assertThat(fold.encode(state)).isEqualTo(fold.encode(naive.get(group))));
  }

  private static void addSinglyOrInBatches(List<Row> rows, PreAggregator combiner, Random random) {
    for (int from = 0; from < rows.size(); ) {
      int count = random.nextInt(1 + Math.min(PreAggregator.BATCH, rows.size() - from));
      combiner.add(rows.subList(from, from + count).toArray(Row[]::new), count, random.nextInt(2));
      from += count;
      if (from < rows.size()) {
        combiner.add(rows.get(from++), random.nextInt(2));
      }
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void aStateReadBackFromBytesOrColumnsIsTheState(@ForAll("rows") List<Row> rows) {
    State state = stateOf(rows);
    byte[] bytes = fold.encode(state);
    Object[] columns = fold.toColumns(state);
    assertThat(fold.encode(fold.decode(bytes))).isEqualTo(bytes);
    assertThat(fold.encode(fold.fromColumns(columns))).isEqualTo(bytes);
    assertThat(Fold.events(bytes)).isEqualTo(state.events()).isEqualTo(columns[0]);
    assertThat(columns).hasSameSizeAs(fold.stateColumns());
    for (int i = 0; i < columns.length; i++) {
      checkType(columns[i], fold.stateColumns().get(i));
    }
    for (int i = 0; i < fold.measures().size(); i++) {
      assertThat(presented(fold.fromColumns(columns), i)).isEqualTo(presented(state, i));
    }
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void damagedBytesAreRefusedOrAreAnotherState(@ForAll("rows") List<Row> rows, @ForAll long seed) {
    byte[] bytes = fold.encode(stateOf(rows));
    Random random = new Random(seed);
    byte[] damaged =
        random.nextBoolean()
            ? bytes.clone()
            : Arrays.copyOf(bytes, random.nextInt(bytes.length + 5));
    if (damaged.length > 0) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(fold.decode(damaged).events()).isNotNegative();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("Cannot read a state of view edits: ");
    }
  }

  @Example
  void aFoldSentToAnotherProcessFoldsTheSame() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
      fold.accepts(Folds.row("en", true, 1L, 0.5, BigDecimal.valueOf(1, 2), 0));
      out.writeObject(fold);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
      Fold received = (Fold) in.readObject();
      Row row = Folds.row("en", true, 1L, 0.5, BigDecimal.valueOf(1, 2), 61_000);
      State state = received.newState();
      received.add(row, state);
      assertThat(received.encode(state)).isEqualTo(fold.encode(stateOf(List.of(row))));
      assertThat(received.pane(row)).isEqualTo(60_000);
      assertThat(received.stateColumns()).isEqualTo(fold.stateColumns());
    }
  }

  @Example
  void plainAggregatesAreStoredAsPlainColumns() {
    assertThat(fold.stateColumns())
        .startsWith(
            new Column("events", DataType.BIGINT, false),
            new Column("edits", DataType.BIGINT, false),
            new Column("added", DataType.decimal(38, 0), true),
            new Column("added_avg_sum", DataType.decimal(38, 0), false),
            new Column("added_avg_count", DataType.BIGINT, false),
            new Column("added_max", DataType.BIGINT, true),
            new Column("added_p95", DataType.BINARY, false));
  }

  @Example
  void aPaneStartsAtOrBeforeItsRowsAlsoBefore1970() {
    assertThat(fold.pane(Folds.row("en", null, null, null, null, -1))).isEqualTo(-60_000);
    assertThat(fold.pane(Folds.row("en", null, null, null, null, -60_000))).isEqualTo(-60_000);
  }

  @Example
  void columnsThatWouldShareANameAreRefused() {
    Fold.Builder builder =
        Fold.builder("v")
            .version("0")
            .source("s")
            .sql("")
            .measures(List.of(new Measure("events", Aggregates.count())))
            .kernelClass(new byte[0]);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("events");
  }

  @Example
  void aStateOfANewerFormatIsRefusedByNumber() {
    assertThatThrownBy(() -> Fold.events(new byte[] {2, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format 2");
  }

  private State stateOf(List<Row> rows) {
    State state = fold.newState();
    rows.stream().filter(fold::accepts).forEach(row -> fold.add(row, state));
    return state;
  }

  private Object presented(State state, int index) {
    try {
      return fold.present(state, index);
    } catch (ArithmeticException e) {
      return e.getMessage();
    }
  }

  private static void checkType(Object value, Column column) {
    if (value == null) {
      assertThat(column.nullable()).isTrue();
      return;
    }
    switch (column.type().kind()) {
      case BIGINT, TIMESTAMP -> assertThat(value).isInstanceOf(Long.class);
      case DOUBLE -> assertThat(value).isInstanceOf(Double.class);
      case BINARY -> assertThat(value).isInstanceOf(byte[].class);
      case DECIMAL -> assertThat(((BigDecimal) value).scale()).isEqualTo(column.type().scale());
      default -> throw new AssertionError(column);
    }
  }
}
