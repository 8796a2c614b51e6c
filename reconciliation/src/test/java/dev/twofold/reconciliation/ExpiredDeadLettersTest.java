package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.DeadLetterExpiry;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.TwoLayers.Logged;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.DeadLetterRetention;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each layer lets its dead letters go by itself: whatever one still has is no disagreement. */
class ExpiredDeadLettersTest {
  private static final EpochRange DAYS = new EpochRange(0, 30);

  @TempDir Path folder;
  private TwoLayers layers;
  private final List<Logged> letters = new ArrayList<>();
  private final List<Logged> all = new ArrayList<>();

  /** In each epoch a few sales and, in each partition, a dead letter, in both layers. */
  @BeforeEach
  void open() throws IOException {
    layers = new TwoLayers(folder);
    for (long epoch = DAYS.from(); epoch < DAYS.to(); epoch++) {
      all.addAll(layers.sales(new EpochRange(epoch, epoch + 1), 2));
      for (int partition = 0; partition < 2; partition++) {
        letters.add(layers.log(partition, epoch, "no event " + epoch));
      }
    }
    all.addAll(letters);
    layers.land(all, DAYS.to());
    layers.publish(all, DAYS.to());
    layers.speed(all);
    layers.seal(DAYS.to());
  }

  @AfterEach
  void close() throws IOException {
    layers.close();
  }

  private void expireInBatch(MasterDataset master, long floor) {
    DeadLetterExpiry.plan(master, floor, layers.project.clock()).orElseThrow().commit();
  }

  private void expireInSpeed(long floor) {
    new DeadLetterRetention(layers.cassandra).dropBelow(layers.source.name(), floor);
  }

  private Comparison compared() throws IOException {
    Report report = layers.reconcile();
    assertThat(report.comparisons())
        .filteredOn(each -> each.view() != null)
        .allMatch(each -> each.outcome() == Outcome.EQUAL);
    return report.comparisons().get(0);
  }

  private void assertEqualFrom(long floor) throws IOException {
    Comparison compared = compared();
    assertThat(compared.subject()).startsWith("dead letters");
    assertThat(compared.outcome()).isEqualTo(Outcome.EQUAL);
    assertThat(compared.epochs()).isEqualTo(new EpochRange(floor, DAYS.to()));
    assertThat(compared.compared())
        .isEqualTo(letters.stream().filter(letter -> letter.epoch() >= floor).count());
  }

  @Test
  void whichIsLeftOfThemInEitherLayerIsNoDisagreement() throws IOException {
    assertEqualFrom(0);
    expireInBatch(layers.warehouse.master(layers.source), 10);
    assertEqualFrom(10);
    expireInSpeed(10);
    assertEqualFrom(10);
    // A job that was started anew reads old records again.
    layers.speed(letters.subList(0, 8));
    assertEqualFrom(10);
    expireInSpeed(10);
    assertEqualFrom(10);
  }

  @Test
  void whatOneLayerLacksOfTheOthersIsStillFound() throws IOException {
    expireInBatch(layers.warehouse.master(layers.source), 10);
    expireInSpeed(12);
    Comparison compared = compared();
    assertThat(compared.outcome()).isEqualTo(Outcome.DIFFERENT);
    assertThat(compared.different()).isEqualTo(4);
    assertThat(compared.causes()).containsOnlyKeys(Cause.DEAD_LETTER);
  }

  @Test
  void noneIsFoundWhileTheyGo() throws Exception {
    MasterDataset master = layers.warehouse.master(layers.source);
    Fixed fixed = new Fixed(layers);
    CompletableFuture<Void> expiry = CompletableFuture.runAsync(this::expireOneAfterTheOther);
    int comparisons = 0;
    while (!expiry.isDone()) {
      assertThat(fixed.compare(master).different()).isZero();
      comparisons++;
    }
    expiry.get();
    assertThat(comparisons).isGreaterThan(3);
    assertThat(fixed.compare(master).letters()).isEqualTo(2);
  }

  private void expireOneAfterTheOther() {
    try (Warehouse warehouse =
        Warehouse.open(layers.project.settings().warehouse(), layers.project.name())) {
      MasterDataset master = warehouse.master(layers.source);
      for (long floor = DAYS.from() + 1; floor < DAYS.to(); floor++) {
        expireInBatch(master, floor);
        expireInSpeed(floor);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The comparison of all epochs. */
  private record Fixed(DeadLetterCheck check, List<Ledger.Cover> covers) {
    Fixed(TwoLayers layers) {
      this(
          new DeadLetterCheck(
              layers.source.name(), new DeadLetters(layers.cassandra, layers.source.name())),
          new CassandraRealtimeView(
                  layers.cassandra, layers.source.name(), layers.view("by_minute").version())
              .ledger()
              .sealed(DAYS)
              .covers());
    }

    DeadLetterDisagreements compare(MasterDataset master) {
      return check.compare(Optional.of(master), TwoLayers.TOPIC_ID, covers).orElseThrow();
    }
  }
}
