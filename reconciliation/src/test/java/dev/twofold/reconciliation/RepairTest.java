package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.TwoLayers.Logged;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.EpochEndWriter;
import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.view.EpochState;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real-time rows that are wrong are written anew, beside a speed layer that goes on. */
class RepairTest {
  private static final EpochRange DAY = new EpochRange(0, 6);
  private static final EpochRange OPEN = new EpochRange(6, 9);

  @TempDir Path folder;
  private TwoLayers layers;
  private List<Logged> day;
  private List<Logged> open;
  private Fold view;

  @BeforeEach
  void open() throws IOException {
    layers = new TwoLayers(folder);
    view = layers.view("by_minute");
    day = layers.sales(DAY, 40);
    layers.land(day, DAY.to());
    layers.publish(day, DAY.to());
    open = layers.sales(OPEN, 10);
  }

  @AfterEach
  void close() throws IOException {
    layers.close();
  }

  /** The speed layer folds these in place of the day's, and reads on. */
  private void speed(List<Logged> ofTheDay) {
    layers.speed(ofTheDay);
    layers.speed(open);
    layers.seal(DAY.to());
  }

  private String version(String name) {
    return layers.view(name).version();
  }

  private RealtimeRepair repair() {
    return new RealtimeRepair(layers.project, layers.warehouse, layers.cassandra);
  }

  private CassandraRealtimeView realtime() {
    return new CassandraRealtimeView(layers.cassandra, view.source(), view.version());
  }

  private List<String> rows(long incarnation, EpochRange epochs) {
    List<String> rows = new ArrayList<>();
    Iterator<EpochState> all = realtime().sorted(incarnation, epochs);
    all.forEachRemaining(row -> rows.add(row.epoch() + " " + Arrays.toString(row.state())));
    return rows;
  }

  @Test
  void whateverTheSpeedLayerDidToAnyRowsBothLayersAgreeAfterTheRepair() throws IOException {
    Random random = new Random(11);
    List<Logged> wrong = new ArrayList<>();
    for (Logged each : day) {
      int copies = random.nextInt(10) == 0 ? random.nextInt(3) : 1;
      for (int i = 0; i < copies; i++) {
        wrong.add(each);
      }
    }
    speed(wrong);
    List<String> openRows = rows(layers.life().number(), OPEN);

    Report before = layers.reconcile();
    Repairs repairs = Repairs.of(before);
    assertThat(repairs.speed()).containsOnlyKeys(version("by_minute"), version("for_ever"));
    assertThat(repairs.batch()).isEmpty();
    assertThat(repairs.beyond()).isEmpty();
    for (String name : List.of("by_minute", "for_ever")) {
      repair().repair(layers.view(name), repairs.speed().get(version(name)));
    }

    assertThat(layers.reconcile().drifted()).isFalse();
    // The one that reads on still leads, and its open epochs are as they were.
    Ledger ledger = realtime().ledger();
    Ledger.Cover last = ledger.cover(0).covers().get(ledger.cover(0).covers().size() - 1);
    assertThat(last.incarnation().number()).isEqualTo(layers.life().number());
    assertThat(last.epochs()).isEqualTo(new EpochRange(DAY.to(), EpochRange.OPEN));
    assertThat(ledger.cover(0).holes()).isEmpty();
    assertThat(rows(layers.life().number(), OPEN)).isEqualTo(openRows).isNotEmpty();
  }

  @Test
  void onlyTheEpochsThatDifferAreWrittenAnew() throws IOException {
    Logged lost = day.get(100);
    List<Logged> rest = new ArrayList<>(day);
    rest.remove(lost);
    speed(rest);

    EpochRange epochs = Repairs.of(layers.reconcile()).speed().get(version("by_minute"));
    assertThat(epochs).isEqualTo(new EpochRange(lost.epoch(), lost.epoch() + 1));
    RealtimeRepair.Done done = repair().repair(view, epochs);

    assertThat(done.epochs()).isEqualTo(epochs);
    assertThat(done.rows()).isEqualTo(rows(done.incarnation(), DAY).size()).isPositive();
    assertThat(realtime().ledger().cover(0).covers())
        .extracting(cover -> cover.incarnation().number())
        .containsExactly(layers.life().number(), done.incarnation(), layers.life().number());
  }

  @Test
  void epochsThatAreOpenOrNotLandedAreRefused() {
    speed(day);
    assertThatThrownBy(() -> repair().repair(view, new EpochRange(4, 7)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("landed only below 6");
    layers.start(5);
    layers.seal(5);
    assertThat(realtime().ledger().incarnations()).hasSize(2);
    assertThatThrownBy(() -> landed(9).repair(view, new EpochRange(6, 8)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has sealed none of them");
    assertThatThrownBy(() -> landed(9).repair(view, new EpochRange(4, 8)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("sealed only below 6");
  }

  /** As repair, once all that was sent is landed through the epoch. */
  private RealtimeRepair landed(long through) {
    try {
      if (layers.warehouse.master(layers.source).version().cut().orElseThrow().through()
          < through) {
        layers.land(open, through);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return repair();
  }

  @Test
  void recordsThatCameBehindTheCutAndAreNotLandedAreNotLost() {
    Logged late = layers.log(0, DAY.to() - 1, layers.sale("s1", 3));
    List<Logged> all = new ArrayList<>(day);
    all.add(late);
    speed(all);
    EpochEndWriter ends =
        new EpochEndWriter(layers.cassandra, view.source(), layers.life().number());
    ends.add(new Position(late.partition(), late.offset() + 1, DAY.to() - 1, 0));
    ends.flush();

    assertThatThrownBy(() -> repair().repair(view, DAY))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("that are not landed: ./twofold batch run first");
  }

  @Test
  void aRepairThatDiedHasChangedNothing() throws IOException {
    speed(day);
    new LedgerWriter(layers.cassandra, view.source())
        .open(TwoLayers.TOPIC_ID, Map.of(view.version(), DAY.from()));

    assertThat(layers.reconcile().drifted()).isFalse();
    assertThat(realtime().ledger().cover(0).covers())
        .extracting(Ledger.Cover::incarnation)
        .extracting(Incarnation::number)
        .containsExactly(layers.life().number());
  }

  @Test
  void whatTheBatchLayerLostIsForABatchRunToFoldAnew() throws IOException {
    List<Logged> more = layers.sales(OPEN, 10);
    List<Logged> next = new ArrayList<>(open);
    next.addAll(more);
    layers.land(next, OPEN.to());
    layers.publish(next.subList(1, next.size()), OPEN.to());
    layers.speed(day);
    layers.speed(next);
    layers.seal(OPEN.to());

    Repairs repairs = Repairs.of(layers.reconcile());
    assertThat(repairs.batch()).containsOnly("by_minute", "for_ever");
    assertThat(repairs.speed()).isEmpty();
  }
}
