package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.Difference.Certainty;
import dev.twofold.reconciliation.Fault.Expected;
import dev.twofold.reconciliation.Fault.Hit;
import dev.twofold.reconciliation.SegmentCheck.Checked;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reconciliation proves the layers; this proves reconciliation: faults put into random histories
 * are found, each with its cause, and histories without faults raise no alarm.
 */
class ProverTest {
  private static final long TRIALS = 1_200;
  private static final long OFTEN = 80;

  @TempDir static Path folder;
  private static TrialViews views;

  @BeforeAll
  static void compile() throws IOException {
    views = TrialViews.compile(folder);
  }

  @Test
  void everyFaultIsFoundWhereItIsWithItsCause() {
    Map<Fault, Long> found = new EnumMap<>(Fault.class);
    Trials.forEachSeed(
        ProverTest.class,
        TRIALS,
        seed -> {
          Fault fault = List.of(Fault.values()).get((int) (seed % Fault.values().length));
          for (long other = seed; ; other += TRIALS) {
            Trial trial = new Trial(other, views);
            Optional<Expected> expected = fault.into(trial);
            if (expected.isPresent()) {
              check(fault, trial, expected.get(), trial.reconcile());
              found.merge(fault, 1L, Long::sum);
              return;
            }
          }
        });
    if (Trials.areComplete()) {
      assertThat(found)
          .hasSize(Fault.values().length)
          .allSatisfy((fault, times) -> assertThat(times).isGreaterThanOrEqualTo(OFTEN));
    }
  }

  @Test
  void historiesWithoutAFaultRaiseNoAlarm() {
    List<Outcome> outcomes = new ArrayList<>();
    Trials.forEachSeed(
        ProverTest.class,
        TRIALS,
        seed -> {
          Trial trial = new Trial(seed, views);
          trial
              .reconcile()
              .forEach(
                  (segment, checked) -> {
                    isClean(trial, segment, checked);
                    outcomes.add(checked.outcome());
                  });
        });
    if (Trials.areComplete()) {
      assertThat(outcomes.stream().filter(Outcome.EQUAL::equals).count()).isGreaterThan(2 * TRIALS);
    }
  }

  private static void isClean(Trial trial, Segment segment, Checked checked) {
    assertThat(segment.kind()).isEqualTo(Segment.Kind.EPOCHS);
    if (trial.isCompared(segment.range())) {
      assertThat(checked.outcome()).as("%s", segment).isEqualTo(Outcome.EQUAL);
      assertThat(checked.summary().batchEvents()).isEqualTo(segment.events());
    } else {
      assertThat(checked.outcome()).as("%s", segment).isIn(Outcome.WAITING, Outcome.NOT_COMPARED);
    }
    assertThat(checked.differences()).isEmpty();
  }

  private static void check(
      Fault fault, Trial trial, Expected expected, Map<Segment, Checked> all) {
    all.forEach(
        (segment, checked) -> {
          Map<Place, Hit> hits = expected.hits().get(segment);
          if (hits == null) {
            isClean(trial, segment, checked);
            return;
          }
          assertThat(checked.outcome()).as("%s in %s", fault, segment).isEqualTo(Outcome.DIFFERENT);
          assertThat(checked.differences())
              .as("%s in %s", fault, segment)
              .hasSameSizeAs(hits.keySet());
          hits.forEach(
              (place, hit) -> {
                Difference difference = at(trial.view.fold(), place, checked);
                assertThat(difference.cause())
                    .as("%s in %s: %s", fault, segment, difference)
                    .isEqualTo(hit.cause());
                assertThat(difference.wrong()).isEqualTo(expected.wrong());
                names(fault, segment, difference, hit);
              });
        });
  }

  private static Difference at(Fold fold, Place place, Checked checked) {
    Instant start = fold.paneMillis() > 0 ? Instant.ofEpochMilli(place.pane()) : null;
    return checked.differences().stream()
        .filter(each -> each.key().equals(Shown.key(fold, place.key())))
        .filter(each -> start == null || start.equals(each.windowStart()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Nothing is said of " + place));
  }

  private static void names(Fault fault, Segment segment, Difference difference, Hit hit) {
    List<String> named =
        difference.positions().stream().map(at -> at.partition() + "/" + at.offset()).toList();
    List<String> truth = hit.events().stream().map(Sent::position).toList();
    assertThat(named).as("%s in %s: %s", fault, segment, difference).containsAll(truth);
    if (!truth.isEmpty() && difference.certainty() == Certainty.EXACT) {
      assertThat(named).as("%s in %s: %s", fault, segment, difference).hasSameSizeAs(truth);
    }
    if (hit.proof() == Fault.Proof.SURE) {
      assertThat(difference.certainty()).isEqualTo(Certainty.EXACT);
    }
    if (hit.proof() == Fault.Proof.FOUND && truth.size() == 1) {
      assertThat(difference.certainty()).isNotEqualTo(Certainty.UNKNOWN);
    }
    if (difference.certainty() == Certainty.EXACT
        && difference.cause() != Cause.WRONG_SIDE_OF_SEAM) {
      assertThat(hit.events()).allMatch(each -> difference.epochs().contains(each.epoch()));
    }
  }
}
