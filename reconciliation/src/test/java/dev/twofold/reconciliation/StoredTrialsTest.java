package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.Difference.Certainty;
import dev.twofold.view.Layer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link ProverTest}, through the real stores: Iceberg and Cassandra. */
class StoredTrialsTest {

  @TempDir Path folder;

  @Test
  void eachFaultInAStoreIsFoundWithItsCause() {
    findFaults(StoredFault.values().length);
  }

  @Test
  void layersThatAreRightRaiseNoAlarm() {
    staySilent(5);
  }

  @Test
  @Tag("nightly")
  void fiftyFaultsInTheStoresAreFoundEachWithItsCause() {
    findFaults(50);
  }

  @Test
  @Tag("nightly")
  void fiftyTimesLayersThatAreRightRaiseNoAlarm() {
    staySilent(50);
  }

  private void findFaults(int trials) {
    Trials.forEachSeed(
        StoredTrialsTest.class,
        trials,
        seed -> {
          StoredFault fault =
              List.of(StoredFault.values()).get((int) (seed % StoredFault.values().length));
          try (StoredTrial trial = new StoredTrial(seed, folder.resolve("fault" + seed), fault)) {
            for (Comparison each : trial.reconcile().comparisons()) {
              check(trial, fault, each);
            }
          }
        });
  }

  private void staySilent(int trials) {
    Trials.forEachSeed(
        StoredTrialsTest.class,
        trials,
        seed -> {
          try (StoredTrial trial = new StoredTrial(seed, folder.resolve("clean" + seed), null)) {
            List<Comparison> all = trial.reconcile().comparisons();
            assertThat(all).hasSizeGreaterThanOrEqualTo(4);
            assertThat(all).allMatch(each -> each.outcome() == Outcome.EQUAL);
            assertThat(all).allMatch(each -> each.compared() > 0);
          }
        });
  }

  private static void check(StoredTrial trial, StoredFault fault, Comparison comparison) {
    boolean other = !trial.view().view().equals(comparison.view());
    // The shift is of epochs, so it is in every view.
    if (other && fault == StoredFault.SHIFTED_EPOCH) {
      assertThat(comparison.causes()).containsOnlyKeys(Cause.WRONG_SIDE_OF_SEAM);
      return;
    }
    if (other || !trial.hits(comparison.epochs())) {
      assertThat(comparison.outcome()).as("%s", comparison).isEqualTo(Outcome.EQUAL);
      return;
    }
    assertThat(comparison.outcome()).isEqualTo(Outcome.DIFFERENT);
    assertThat(comparison.different()).isEqualTo(trial.hits.size());
    assertThat(comparison.causes()).isEqualTo(Map.of(fault.cause, (long) trial.hits.size()));
    trial.hits.forEach(
        (place, positions) -> {
          Difference found = at(trial, comparison, place);
          assertThat(found.wrong()).isEqualTo(fault.isOfBatch() ? Layer.BATCH : Layer.SPEED);
          names(fault, found, positions);
        });
  }

  private static Difference at(StoredTrial trial, Comparison comparison, Place place) {
    return comparison.differences().stream()
        .filter(each -> each.key().equals(Shown.key(trial.view(), place.key())))
        .filter(each -> each.windowStart().equals(Instant.ofEpochMilli(place.pane())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Nothing is said of " + place));
  }

  private static void names(StoredFault fault, Difference found, Set<String> positions) {
    List<String> named =
        found.positions().stream().map(at -> at.partition() + "/" + at.offset()).toList();
    assertThat(named).as("%s: %s", fault, found).containsAll(positions);
    boolean rows = fault != StoredFault.SHIFTED_EPOCH && fault.cause != Cause.LOGIC_DRIFT;
    if (rows) {
      assertThat(found.certainty()).isEqualTo(Certainty.EXACT);
      assertThat(named).hasSameSizeAs(positions);
    }
  }
}
