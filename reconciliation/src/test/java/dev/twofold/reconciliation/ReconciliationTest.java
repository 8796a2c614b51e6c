package dev.twofold.reconciliation;

import static dev.twofold.reconciliation.Verdict.DIFFERENT_COUNTS;
import static dev.twofold.reconciliation.Verdict.EQUAL;
import static dev.twofold.reconciliation.Verdict.LOGIC_DRIFT;
import static dev.twofold.reconciliation.Verdict.MISSING_IN_BATCH;
import static dev.twofold.reconciliation.Verdict.MISSING_IN_SPEED;
import static dev.twofold.reconciliation.Verdict.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

// The values are few, so that random ones meet every edge.
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class ReconciliationTest {
  private static final byte FORMAT = 1;

  /** Where a state is; in the order of rows: unsigned bytes, then pane. */
  record Place(List<Byte> key, long pane) implements Comparable<Place> {
    byte[] keyBytes() {
      byte[] bytes = new byte[key.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = key.get(i);
      }
      return bytes;
    }

    @Override
    public int compareTo(Place other) {
      int byKey = Arrays.compareUnsigned(keyBytes(), other.keyBytes());
      return byKey != 0 ? byKey : Long.compare(pane, other.pane);
    }
  }

  /** What a state says: how many events, and a result of them. */
  record Content(int events, int result) {
    byte[] bytes() {
      return new byte[] {FORMAT, (byte) events, (byte) result};
    }
  }

  @Provide
  Arbitrary<Map<Place, Content>> layers() {
    // Few keys, panes and contents, so that two layers often meet.
    Arbitrary<Byte> bytes =
        Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7f, (byte) 0x80, (byte) 0xff);
    Arbitrary<Place> places =
        Combinators.combine(bytes.list().ofMaxSize(2), Arbitraries.longs().between(-1, 1))
            .as(Place::new);
    Arbitrary<Content> contents =
        Combinators.combine(
                Arbitraries.integers().between(0, 2), Arbitraries.integers().between(0, 2))
            .as(Content::new);
    return Arbitraries.maps(places, contents).ofMaxSize(40);
  }

  @Property
  void finds_what_a_comparison_of_maps_finds(
      @ForAll("layers") Map<Place, Content> batch,
      @ForAll("layers") Map<Place, Content> speed,
      @ForAll @IntRange(max = 50) int limit) {
    Summary summary = Reconciliation.compare(rows(batch), rows(speed), limit);

    Map<Place, Verdict> expected = new TreeMap<>();
    Set<Place> places = new HashSet<>(batch.keySet());
    places.addAll(speed.keySet());
    places.forEach(place -> expected.put(place, naive(batch.get(place), speed.get(place))));

    assertThat(summary.compared()).isEqualTo(places.size());
    for (Verdict verdict : Verdict.values()) {
      assertThat(summary.count(verdict))
          .isEqualTo(expected.values().stream().filter(verdict::equals).count());
    }
    // A stable sort: of those that differ by as much, the first in order.
    List<Place> worst =
        expected.keySet().stream()
            .filter(place -> expected.get(place) != EQUAL)
            .sorted(Comparator.comparing(place -> -difference(batch.get(place), speed.get(place))))
            .limit(limit)
            .toList();
    assertThat(summary.offenders().stream().map(ReconciliationTest::place))
        .containsExactlyElementsOf(worst);
    assertThat(summary.batchEvents())
        .isEqualTo(batch.values().stream().mapToLong(Content::events).sum());
    assertThat(summary.speedEvents())
        .isEqualTo(speed.values().stream().mapToLong(Content::events).sum());
    assertThat(summary.isClean()).isEqualTo(batch.equals(speed));
  }

  @Property
  void swapping_the_layers_swaps_what_is_missing_and_nothing_else(
      @ForAll("layers") Map<Place, Content> batch, @ForAll("layers") Map<Place, Content> speed) {
    Summary one = Reconciliation.compare(rows(batch), rows(speed), 100);
    Summary other = Reconciliation.compare(rows(speed), rows(batch), 100);

    assertThat(other.count(MISSING_IN_BATCH)).isEqualTo(one.count(MISSING_IN_SPEED));
    assertThat(other.count(MISSING_IN_SPEED)).isEqualTo(one.count(MISSING_IN_BATCH));
    for (Verdict verdict : List.of(EQUAL, LOGIC_DRIFT, DIFFERENT_COUNTS, UNREADABLE)) {
      assertThat(other.count(verdict)).isEqualTo(one.count(verdict));
    }
    assertThat(other.offenders()).hasSameSizeAs(one.offenders());
    for (int i = 0; i < one.offenders().size(); i++) {
      assertThat(other.offenders().get(i).key()).isEqualTo(one.offenders().get(i).key());
      assertThat(other.offenders().get(i).speed()).isEqualTo(one.offenders().get(i).batch());
    }
  }

  /** A fault in the speed layer's state, and what it must be called; null for a lost state. */
  enum Fault {
    LOST(MISSING_IN_SPEED),
    MISCOUNTED(DIFFERENT_COUNTS),
    MISCOMPUTED(LOGIC_DRIFT),
    DAMAGED(UNREADABLE);

    final Verdict verdict;

    Fault(Verdict verdict) {
      this.verdict = verdict;
    }

    byte[] apply(Content content) {
      return switch (this) {
        case LOST -> null;
        case MISCOUNTED -> new Content(content.events + 1, content.result).bytes();
        case MISCOMPUTED -> new Content(content.events, content.result + 1).bytes();
        case DAMAGED -> new byte[] {FORMAT + 77};
      };
    }
  }

  @Property
  void an_injected_fault_is_the_one_offender_and_has_its_class(
      @ForAll("layers") Map<Place, Content> layer, @ForAll Fault fault, @ForAll int choice) {
    List<StateRow> batch = rowList(layer);
    if (batch.isEmpty()) {
      return;
    }
    int at = Math.floorMod(choice, batch.size());
    List<StateRow> speed = new ArrayList<>(batch);
    StateRow hit = speed.remove(at);
    byte[] wrong = fault.apply(contentOf(hit));
    if (wrong != null) {
      speed.add(at, new StateRow(hit.key(), hit.pane(), wrong));
    }

    Summary summary = Reconciliation.compare(batch.iterator(), speed.iterator(), 10);

    assertThat(summary.equal()).isEqualTo(batch.size() - 1);
    assertThat(summary.offenders()).hasSize(1);
    Finding finding = summary.offenders().get(0);
    assertThat(finding.verdict()).isEqualTo(fault.verdict);
    assertThat(finding.key()).isEqualTo(hit.key());
    assertThat(finding.pane()).isEqualTo(hit.pane());
    assertThat(finding.batch()).isEqualTo(hit.state());
    assertThat(finding.speed()).isEqualTo(wrong);
  }

  @Property
  void rows_out_of_order_are_refused_whichever_layer_they_come_from(
      @ForAll("layers") Map<Place, Content> layer, @ForAll int choice, @ForAll boolean inBatch) {
    List<StateRow> sorted = rowList(layer);
    if (sorted.size() < 2) {
      return;
    }
    List<StateRow> unsorted = new ArrayList<>(sorted);
    int at = Math.floorMod(choice, sorted.size() - 1);
    unsorted.add(at, unsorted.remove(at + 1));
    Iterator<StateRow> batch = (inBatch ? unsorted : sorted).iterator();
    Iterator<StateRow> speed = (inBatch ? sorted : unsorted).iterator();

    assertThatThrownBy(() -> Reconciliation.compare(batch, speed, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows of the " + (inBatch ? "batch" : "speed") + " layer")
        .hasMessageContaining("must ascend by key");
  }

  @Example
  void a_row_that_comes_twice_is_refused_by_name() {
    StateRow row = new StateRow(new byte[] {(byte) 0xab}, 60_000, new Content(1, 1).bytes());

    assertThatThrownBy(
            () -> Reconciliation.compare(List.of(row, row).iterator(), rows(Map.of()), 1))
        .hasMessageEndingWith("key 0xab pane 60000 follows key 0xab pane 60000");
  }

  @Example
  void layers_with_no_rows_are_equal() {
    Summary summary = Reconciliation.compare(rows(Map.of()), rows(Map.of()), 1);

    assertThat(summary.isClean()).isTrue();
    assertThat(summary.compared()).isZero();
  }

  private static int difference(Content batch, Content speed) {
    return Math.abs((batch == null ? 0 : batch.events) - (speed == null ? 0 : speed.events));
  }

  private static Place place(Finding finding) {
    List<Byte> key = new ArrayList<>();
    for (byte each : finding.key()) {
      key.add(each);
    }
    return new Place(key, finding.pane());
  }

  private static Verdict naive(Content batch, Content speed) {
    if (batch == null) {
      return MISSING_IN_BATCH;
    }
    if (speed == null) {
      return MISSING_IN_SPEED;
    }
    if (batch.equals(speed)) {
      return EQUAL;
    }
    return batch.events == speed.events ? LOGIC_DRIFT : DIFFERENT_COUNTS;
  }

  private static Content contentOf(StateRow row) {
    return new Content(row.state()[1], row.state()[2]);
  }

  private static Iterator<StateRow> rows(Map<Place, Content> layer) {
    return rowList(layer).iterator();
  }

  private static List<StateRow> rowList(Map<Place, Content> layer) {
    return new TreeMap<>(layer)
        .entrySet().stream()
            .map(
                entry ->
                    new StateRow(
                        entry.getKey().keyBytes(), entry.getKey().pane(), entry.getValue().bytes()))
            .toList();
  }
}
