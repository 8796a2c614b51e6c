package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.DeadLetterExpiry;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.reconciliation.Difference.Certainty;
import dev.twofold.reconciliation.TwoLayers.Logged;
import dev.twofold.speed.views.DeadLetterWriter;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.view.Layer;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault, put into one layer's real store, is named: its cause, its key, its positions. */
class CauseTest {
  private static final EpochRange DAY = new EpochRange(0, 6);

  @TempDir Path folder;
  private TwoLayers layers;
  private List<Logged> day;

  @BeforeEach
  void open() throws IOException {
    layers = new TwoLayers(folder);
    day = layers.sales(DAY, 40);
  }

  @AfterEach
  void close() throws IOException {
    layers.close();
  }

  private static List<Logged> without(List<Logged> records, Logged... left) {
    List<Logged> rest = new ArrayList<>(records);
    rest.removeAll(List.of(left));
    return rest;
  }

  private static List<Logged> with(List<Logged> records, Logged... more) {
    List<Logged> all = new ArrayList<>(records);
    all.addAll(List.of(more));
    return all;
  }

  private Report night(List<Logged> batch, List<Logged> speed) throws IOException {
    layers.land(day, DAY.to());
    layers.publish(batch, DAY.to());
    layers.speed(speed);
    layers.seal(DAY.to());
    return layers.reconcile();
  }

  private static Comparison of(Report report, String view) {
    return report.comparisons().stream()
        .filter(each -> view.equals(each.view()))
        .findFirst()
        .orElseThrow();
  }

  private static Difference only(Report report) {
    Comparison comparison = of(report, "by_minute");
    assertThat(comparison.outcome()).isEqualTo(Outcome.DIFFERENT);
    assertThat(comparison.different()).isEqualTo(1);
    assertThat(comparison.differences()).hasSize(1);
    return comparison.differences().get(0);
  }

  private static List<String> positions(Difference difference) {
    return difference.positions().stream().map(CauseTest::name).toList();
  }

  private static String name(At at) {
    return at.partition() + "/" + at.offset();
  }

  private static String[] positions(Logged... records) {
    return Stream.of(records)
        .map(record -> record.partition() + "/" + record.offset())
        .toArray(String[]::new);
  }

  private void isAbout(Difference difference, Logged record) {
    Fold view = layers.view("by_minute");
    StateRow own = layers.states(view, List.of(record)).get(0);
    assertThat(difference.key()).isEqualTo(Shown.key(view, own.key()));
    assertThat(difference.windowStart().toEpochMilli()).isEqualTo(own.pane());
    assertThat(difference.epochs()).isEqualTo(new EpochRange(record.epoch(), record.epoch() + 1));
  }

  @Test
  void layersThatAgreeAreEqualToTheLastStateAndDeadLetter() throws IOException {
    day = with(day, layers.log(3, "{\"sold_at\": \"never\"}"), layers.log(4, "no JSON"));
    Report report = night(day, day);

    assertThat(report.comparisons()).hasSize(3);
    assertThat(report.comparisons()).allMatch(each -> each.outcome() == Outcome.EQUAL);
    assertThat(of(report, "by_minute").compared()).isEqualTo(25);
    assertThat(of(report, "by_minute").batchEvents()).isEqualTo(240);
    assertThat(report.comparisons().get(0).subject()).startsWith("dead letters of sales");
    assertThat(report.comparisons().get(0).compared()).isEqualTo(2);
    assertThat(report.drifted()).isFalse();
  }

  @Test
  void anEventThatTheSpeedLayerLostIsNamed() throws IOException {
    Logged lost = day.get(100);
    Difference found = only(night(day, without(day, lost)));

    assertThat(found.cause()).isEqualTo(Cause.LOST_BY_SPEED);
    assertThat(found.wrong()).isEqualTo(Layer.SPEED);
    assertThat(found.certainty()).isEqualTo(Certainty.EXACT);
    assertThat(positions(found)).containsExactly(positions(lost));
    assertThat(found.recomputed()).isEqualTo(found.batch());
    assertThat(found.batch().events() - found.speed().events()).isEqualTo(1);
    isAbout(found, lost);
  }

  @Test
  void anEventThatTheBatchLayerLostIsNamed() throws IOException {
    Logged lost = day.get(101);
    Difference found = only(night(without(day, lost), day));

    assertThat(found.cause()).isEqualTo(Cause.LOST_BY_BATCH);
    assertThat(found.wrong()).isEqualTo(Layer.BATCH);
    assertThat(found.certainty()).isEqualTo(Certainty.EXACT);
    assertThat(positions(found)).containsExactly(positions(lost));
    assertThat(found.recomputed()).isEqualTo(found.speed());
    isAbout(found, lost);
  }

  @Test
  void anEventThatLandingLostIsNamedByTheGapInTheMasterDataset() throws IOException {
    Logged lost = day.get(102);
    layers.backfill();
    layers.land(without(day, lost), DAY.to());
    layers.publish(without(day, lost), DAY.to());
    layers.speed(day);
    layers.seal(DAY.to());
    Difference found = only(layers.reconcile());

    assertThat(found.cause()).isEqualTo(Cause.LOST_BY_BATCH);
    assertThat(found.wrong()).isEqualTo(Layer.BATCH);
    assertThat(positions(found)).containsExactly(positions(lost));
  }

  /** A dead letter that was let go of leaves a gap too. */
  @Test
  void aGapOfADeadLetterThatMayHaveExpiredIsNoProof() throws IOException {
    layers.log(0, "no event");
    Logged sent = day.get(102);
    Logged unknown = new Logged(sent.partition(), 1 << 20, sent.epoch(), layers.sale("s1", 4));
    layers.land(day, DAY.to());
    layers.publish(day, DAY.to());
    layers.speed(with(day, unknown));
    layers.seal(DAY.to());
    assertThat(only(layers.reconcile()).certainty()).isEqualTo(Certainty.EXACT);

    DeadLetterExpiry.plan(layers.warehouse.master(layers.source), 1, layers.project.clock())
        .orElseThrow()
        .commit();
    assertThat(only(layers.reconcile()).certainty()).isEqualTo(Certainty.AMONG);
  }

  @Test
  void anEventThatTheSpeedLayerCountedTwiceIsNamed() throws IOException {
    Logged twice = day.get(103);
    Difference found = only(night(day, with(day, twice)));

    assertThat(found.cause()).isEqualTo(Cause.COUNTED_TWICE);
    assertThat(found.wrong()).isEqualTo(Layer.SPEED);
    assertThat(found.certainty()).isEqualTo(Certainty.EXACT);
    assertThat(positions(found)).containsExactly(positions(twice));
    isAbout(found, twice);
  }

  @Test
  void anEventThatTheBatchLayerCountedTwiceIsNamed() throws IOException {
    Logged twice = day.get(104);
    Difference found = only(night(with(day, twice), day));

    assertThat(found.cause()).isEqualTo(Cause.COUNTED_TWICE);
    assertThat(found.wrong()).isEqualTo(Layer.BATCH);
    assertThat(positions(found)).containsExactly(positions(twice));
    isAbout(found, twice);
  }

  @Test
  void anEventThatTheSpeedLayerPutBehindTheSeamIsOnTheWrongSideOfBothSegments() throws IOException {
    Logged moved = day.get(day.size() - 1);
    List<Logged> next = layers.sales(new EpochRange(6, 9), 20);
    layers.land(day, 6);
    layers.publish(day, 6);
    layers.land(next, 9);
    layers.publish(next, 9);
    layers.speed(with(without(day, moved), moved.inEpoch(6)));
    layers.speed(next);
    // As the row of epoch 6 was upserted by later events, it holds both.
    List<Logged> six = new ArrayList<>(next.stream().filter(each -> each.epoch() == 6).toList());
    layers.speed(with(six, moved.inEpoch(6)));
    layers.seal(9);
    Report report = layers.reconcile();

    List<Comparison> segments =
        report.comparisons().stream().filter(each -> "by_minute".equals(each.view())).toList();
    assertThat(segments).hasSize(2);
    for (Comparison segment : segments) {
      assertThat(segment.causes()).containsOnlyKeys(Cause.WRONG_SIDE_OF_SEAM);
      Difference found = segment.differences().get(0);
      assertThat(found.wrong()).isEqualTo(Layer.SPEED);
      assertThat(positions(found)).containsExactly(positions(moved));
    }
  }

  @Test
  void aRecordThatCameBehindTheCutIsOnTheWrongSideOfTheSeam() throws IOException {
    layers.land(day, 6);
    layers.publish(day, 6);
    // Partition 0 was silent since epoch 5, and a broker's clock was behind.
    Logged late = layers.log(0, 5, layers.sale("s1", 2));
    List<Logged> next = with(layers.sales(new EpochRange(6, 9), 20), late);
    layers.land(next, 9);
    layers.publish(next, 9);
    layers.speed(with(day, late));
    layers.speed(without(next, late));
    layers.seal(9);
    Report report = layers.reconcile();

    List<Comparison> segments =
        report.comparisons().stream().filter(each -> "by_minute".equals(each.view())).toList();
    assertThat(segments).hasSize(2);
    for (Comparison segment : segments) {
      assertThat(segment.causes()).containsOnlyKeys(Cause.WRONG_SIDE_OF_SEAM);
      assertThat(positions(segment.differences().get(0))).containsExactly(positions(late));
    }
  }

  @Test
  void aLayerWithOtherLogicDriftsInTheMeasureThatItComputesOtherwise() throws IOException {
    layers.land(day, DAY.to());
    layers.publish(day, DAY.to());
    Fold view = layers.view("by_minute");
    layers.speed(day, row -> row.viewVersion().equals(view.version()) ? other(view, row) : row);
    layers.seal(DAY.to());
    Comparison comparison = of(layers.reconcile(), "by_minute");

    assertThat(comparison.different()).isEqualTo(25);
    assertThat(comparison.causes()).containsOnlyKeys(Cause.LOGIC_DRIFT);
    assertThat(comparison.differences()).allMatch(each -> each.wrong() == Layer.SPEED);
    assertThat(comparison.differences().get(0).explanation())
        .contains("They differ in most. Today's code gives what the batch layer holds.");
  }

  /** The speed layer takes one less for the most items. */
  private static RealtimeRow other(Fold view, RealtimeRow row) {
    Object[] columns = view.toColumns(view.decode(row.state()));
    for (int i = 0; i < columns.length; i++) {
      if (view.stateColumns().get(i).name().equals("most")) {
        columns[i] = (Long) columns[i] - 1;
      }
    }
    byte[] state = view.encode(view.fromColumns(columns));
    return new RealtimeRow(
        row.viewVersion(), row.key(), row.pane(), row.epoch(), state, row.events());
  }

  @Test
  void aSketchThatDiffersAloneIsCalledSo() throws IOException {
    layers.land(day, DAY.to());
    layers.speed(day);
    layers.seal(DAY.to());
    Fold view = layers.view("by_minute");
    List<StateRow> states = layers.states(view, day);
    byte[] hit = states.get(7).key();
    byte[] others = states.get(states.size() - 1).state();
    layers.publish(
        day,
        DAY.to(),
        row -> {
          boolean wanted =
              Arrays.equals(row.key(), hit)
                  && row.pane() == states.get(7).pane()
                  && Arrays.equals(row.state(), states.get(7).state());
          return wanted ? withSketchOf(view, row, others) : row;
        });
    Difference found = only(layers.reconcile());

    assertThat(found.cause()).isEqualTo(Cause.SKETCH_ONLY);
    assertThat(found.wrong()).isEqualTo(Layer.BATCH);
    assertThat(found.key()).isEqualTo(Shown.key(view, hit));
  }

  private static StateRow withSketchOf(Fold view, StateRow row, byte[] other) {
    Object[] columns = view.toColumns(view.decode(row.state()));
    Object[] theirs = view.toColumns(view.decode(other));
    columns[columns.length - 1] = theirs[columns.length - 1];
    return new StateRow(row.key(), row.pane(), view.encode(view.fromColumns(columns)));
  }

  @Test
  void aRowThatIsNoStateIsDamaged() throws IOException {
    layers.land(day, DAY.to());
    layers.publish(day, DAY.to());
    Fold view = layers.view("by_minute");
    Logged hit = day.get(105);
    StateRow own = layers.states(view, List.of(hit)).get(0);
    layers.speed(
        day,
        row ->
            row.viewVersion().equals(view.version())
                    && Arrays.equals(row.key(), own.key())
                    && row.pane() == own.pane()
                    && row.epoch() == hit.epoch()
                ? new RealtimeRow(
                    row.viewVersion(),
                    row.key(),
                    row.pane(),
                    row.epoch(),
                    Arrays.copyOf(row.state(), row.state().length / 2),
                    row.events())
                : row);
    layers.seal(DAY.to());
    Difference found = only(layers.reconcile());

    assertThat(found.cause()).isEqualTo(Cause.DAMAGED);
    assertThat(found.wrong()).isEqualTo(Layer.SPEED);
    assertThat(found.key()).isEqualTo(Shown.key(view, own.key()));
    assertThat(found.batch()).isNotNull();
    assertThat(found.speed()).isNull();
  }

  @Test
  void aSegmentWhoseRowsAreNoStatesIsDamagedAsAWhole() throws IOException {
    layers.land(day, DAY.to());
    layers.speed(day);
    layers.seal(DAY.to());
    // Columns of the same names and types, of another aggregate.
    Fold other =
        layers.compile(
            """
            SELECT shop, COUNT(*) AS sales, SUM(amount) AS amount, MAX(items) AS most,
                   COUNT(DISTINCT buyer) AS high
            FROM %s
            GROUP BY shop, TUMBLE(sold_at, INTERVAL '1' MINUTE)
            """);
    layers.publishAs("by_minute", other, day, DAY.to());
    Comparison comparison = of(layers.reconcile(), "by_minute");

    assertThat(comparison.outcome()).isEqualTo(Outcome.DIFFERENT);
    assertThat(comparison.equal()).isZero();
    Difference found = comparison.differences().get(0);
    assertThat(found.cause()).isEqualTo(Cause.DAMAGED);
    assertThat(found.wrong()).isEqualTo(Layer.BATCH);
    assertThat(found.epochs()).isEqualTo(DAY);
  }

  @Test
  void whatTheSpeedLayerHasNotSealedWaitsAndWhatItNeverHadIsNotCompared() throws IOException {
    layers.land(day, DAY.to());
    layers.publish(day, DAY.to());
    layers.speed(day);
    layers.seal(DAY.to() - 1);
    Report early = layers.reconcile();
    assertThat(early.comparisons())
        .filteredOn(each -> each.view() != null)
        .allMatch(each -> each.outcome() == Outcome.WAITING)
        .allMatch(each -> each.reason().contains("has not sealed epochs [5, 6)"));
    assertThat(early.drifted()).isFalse();

    List<Logged> next = layers.sales(new EpochRange(6, 9), 5);
    layers.land(next, 9);
    layers.publish(next, 9);
    layers.seal(DAY.to());
    // The one that goes on began behind the second segment: nothing has sealed that.
    layers.start(9);
    layers.speed(next);
    layers.seal(12);
    assertThat(layers.reconcile().comparisons())
        .filteredOn(each -> each.view() != null)
        .extracting(Comparison::outcome)
        .containsExactly(Outcome.EQUAL, Outcome.NOT_COMPARED, Outcome.EQUAL, Outcome.NOT_COMPARED);
  }

  @Test
  void aSegmentThatTheSpeedLayerHasInPartIsComparedAsAWholeWithTheHelpOfTheMasterDataset()
      throws IOException {
    Logged lost = day.get(day.size() - 1);
    layers.start(3);
    Difference found = only(night(day, without(day, lost)));

    assertThat(found.cause()).isEqualTo(Cause.LOST_BY_SPEED);
    assertThat(positions(found)).containsExactly(positions(lost));
  }

  @Test
  void aRecordThatOneLayerRefusedIsADeadLetterDisagreementInTheViewsToo() throws IOException {
    Logged refused = day.get(106);
    layers.land(day, DAY.to());
    layers.publish(day, DAY.to());
    layers.speed(without(day, refused));
    DeadLetterWriter letters = new DeadLetterWriter(layers.cassandra, layers.life().number());
    letters.add(layers.letter(refused, "shop is too long"));
    letters.flush();
    layers.seal(DAY.to());
    Report report = layers.reconcile();

    Comparison dead = report.comparisons().get(0);
    assertThat(dead.subject()).startsWith("dead letters of sales");
    assertThat(dead.causes()).containsOnlyKeys(Cause.DEAD_LETTER);
    assertThat(positions(dead.differences().get(0))).containsExactly(positions(refused));
    Difference found = only(report);
    assertThat(found.cause()).isEqualTo(Cause.DEAD_LETTER);
    assertThat(positions(found)).containsExactly(positions(refused));
  }
}
