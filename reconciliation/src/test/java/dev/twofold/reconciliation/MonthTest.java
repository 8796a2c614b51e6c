package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.ReconciliationTable;
import dev.twofold.batch.views.SegmentReader;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.TwoLayers.Logged;
import dev.twofold.reconciliation.TwoLayers.Written;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights on which nothing goes wrong, though much happens: traffic while the layers are compared,
 * events late for their windows, dead letters, replays, compactions, rollbacks and cold starts. A
 * night in which a single state seemed to differ would fail it.
 */
class MonthTest {
  private static final int EPOCHS_A_NIGHT = 3;

  @TempDir Path folder;
  private final List<Logged> log = new ArrayList<>();

  @Test
  void tenNightsWithoutFaultsRaiseNoAlarmAndLeaveNothingOut() throws IOException {
    pass(10);
  }

  @Test
  @Tag("nightly")
  void aMonthWithoutFaultsRaisesNoAlarmAndLeavesNothingOut() throws IOException {
    pass(30);
  }

  private void pass(int nights) throws IOException {
    try (TwoLayers layers = new TwoLayers(folder)) {
      ReportStore store = new ReportStore(layers.warehouse, layers.project.name());
      long segmentsCompared = 0;
      for (int night = 0; night < nights; night++) {
        long from = (long) night * EPOCHS_A_NIGHT;
        long through = from + EPOCHS_A_NIGHT;
        day(layers, night, from, through);
        publish(layers, through);
        List<Logged> live = layers.sales(new EpochRange(through, through + 1), 10);
        log.addAll(live);
        layers.speed(live);

        Set<String> settled = store.settled(layers.project.views());
        Report report = layers.reconcile(Scope.everything().of(Scope.Extent.NEW, settled));
        assertThat(report.comparisons())
            .as("night %d", night)
            .isNotEmpty()
            .allMatch(each -> each.outcome() == Outcome.EQUAL, "is equal");
        assertThat(report.compared()).isPositive();
        store.save(report);
        segmentsCompared +=
            report.comparisons().stream().filter(each -> each.view() != null).count();
        // Once compared, it is not compared again.
        assertThat(
                layers
                    .reconcile(
                        Scope.everything()
                            .of(Scope.Extent.NEW, store.settled(layers.project.views())))
                    .comparisons())
            .isEmpty();

        if (night % 5 == 3) {
          compact(layers, store);
        }
        if (night % 10 == 5) {
          rollback(layers);
        }
      }
      // One a view and night; the night after the rollback published the same epochs once more.
      assertThat(segmentsCompared).isEqualTo(2L * nights);
      assertThat(store.newest(100)).hasSize(nights).noneMatch(ReportStore.RunSummary::drifted);

      // All of it at once, compacted segments too, where the speed layer still has the rows.
      Report all = layers.reconcile();
      assertThat(all.comparisons()).allMatch(each -> each.outcome() == Outcome.EQUAL);
    }
  }

  /** What comes in a day, with what happens to the speed layer meanwhile. */
  private void day(TwoLayers layers, int night, long from, long through) throws IOException {
    List<Logged> before =
        log.stream().filter(each -> each.epoch() == from).collect(Collectors.toList());
    List<Logged> day = new ArrayList<>(layers.sales(new EpochRange(from, from + 1), 10));
    if (night % 10 == 4) {
      // It dies, and one without a checkpoint begins at the cut.
      layers.start(from);
      layers.speed(before);
    }
    layers.speed(concat(before, day));
    if (night % 10 == 6) {
      // It dies in the middle of a day, with what it has sealed; another goes on from there.
      layers.seal(from + 1);
      layers.start(from + 1);
    }
    List<Logged> rest =
        new ArrayList<>(layers.sales(new EpochRange(from + 1, through), night % 3 == 0 ? 40 : 12));
    rest.add(layers.log(through - 1, "{\"sold_at\": \"never\", \"night\": " + night + "}"));
    layers.speed(rest);
    if (night % 5 == 0) {
      // A restore from a checkpoint folds records again, to the same rows.
      layers.speed(rest);
    }
    day.addAll(rest);
    log.addAll(day);
    layers.seal(through);
    layers.land(concat(before, day), through);
  }

  private static List<Logged> concat(List<Logged> one, List<Logged> other) {
    List<Logged> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private void publish(TwoLayers layers, long through) {
    long from =
        layers
            .warehouse
            .findView(layers.view("by_minute"))
            .flatMap(table -> table.version().current())
            .map(Generation::through)
            .orElse(0L);
    layers.publish(
        log.stream().filter(each -> from <= each.epoch() && each.epoch() < through).toList(),
        through);
  }

  /** As the batch layer does: segments that were compared, into one. */
  private static void compact(TwoLayers layers, ReportStore store) throws IOException {
    for (Fold view : layers.project.views()) {
      BatchViewTable table = layers.warehouse.findView(view).orElseThrow();
      BatchViewTable.Version version = table.version();
      Generation current = version.current().orElseThrow();
      assertThat(store.settled(List.of(view)))
          .containsAll(current.segments().stream().map(Segment::id).toList());
      List<Iterator<StateRow>> parts = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (Segment segment : current.segments()) {
        ids.add(segment.id());
        parts.add(
            new SegmentReader(
                table.table().io(),
                SegmentReader.files(table.table(), current.snapshotId(), segment.id()),
                view));
      }
      List<StateRow> merged = new ArrayList<>();
      new MergedStates(view, parts).forEachRemaining(merged::add);
      for (Iterator<StateRow> part : parts) {
        ((SegmentReader) part).close();
      }
      Written written =
          layers.write(table, view, merged, row -> row, new EpochRange(0, current.through()));
      layers
          .warehouse
          .reconciliations()
          .append(
              List.of(
                  ReconciliationTable.Entry.merged(
                      view,
                      written.segment(),
                      layers.project.clock().start(0),
                      layers.project.clock().start(current.through()))));
      table.compact(version, ids, written.segment(), written.files(), "code-1");
    }
  }

  /** Back by one generation, and on again from there. */
  private static void rollback(TwoLayers layers) {
    for (Fold view : layers.project.views()) {
      BatchViewTable table = layers.warehouse.findView(view).orElseThrow();
      long number = table.version().current().orElseThrow().number();
      table.rollback(number - 1, "a test");
      table.release();
    }
  }
}
