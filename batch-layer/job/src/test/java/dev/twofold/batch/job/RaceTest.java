package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterRetention;
import dev.twofold.batch.views.Moment;
import dev.twofold.batch.views.OrphanFiles;
import dev.twofold.crash.CrashWitness;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules 1 and 2: two runs at once, or a run and a rollback. What comes between comes at the worst
 * moment of the first run: after it wrote its files, before it commits them.
 */
class RaceTest {
  private static final String ERASED =
      "{\"sold_at\": \"2026-11-23T07:05:00Z\", \"buyer\": \"eve\", \"online\": true}";

  @TempDir Path folder;
  private final List<String> sent = new ArrayList<>();
  private JobFixture fixture;

  @BeforeEach
  void createTopic() throws Exception {
    fixture = new JobFixture(folder).createTopic();
  }

  @Test
  void aLandingThatIsOvertakenLandsNothing() throws Exception {
    send(300);
    int times = overtaken(Moment.LANDING_WRITTEN, RaceTest::land, RaceTest::land);
    assertThat(times).as("planned again: there was nothing left to land").isEqualTo(1);
    assertThat(fixture.records()).hasSize(300);
    try (Run run = run()) {
      int orphans = OrphanFiles.delete(master(run).table(), Instant.now().plusSeconds(9));
      assertThat(orphans).as("files of the one that lost").isZero();
    }
  }

  @Test
  void aBackfillThatIsOvertakenByALandingIsAddedOnTopOfIt() throws Exception {
    send(300);
    Path file = file(200);
    int times =
        overtaken(Moment.BACKFILL_WRITTEN, run -> backfill(run, file), RaceTest::landAndFold);
    assertThat(times).as("what it wrote is still what is wanted").isEqualTo(1);
    assertThat(fixture.records()).hasSize(500);
    assertThat(fixture.job("run")).isZero();
    assertAnswers();
  }

  @Test
  void ofTwoBackfillsOfAFileAtOnceOneAddsIt() throws Exception {
    Path file = file(200);
    assertThatThrownBy(
            () ->
                overtaken(
                    Moment.BACKFILL_WRITTEN,
                    run -> backfill(run, file),
                    run -> backfill(run, file)))
        .hasMessageContaining("Another backfill of sales goes on");
    assertThat(fixture.job("backfill", file.toString())).isZero();
    assertThat(fixture.records()).hasSize(200);
    send(100);
    assertThat(fixture.job("run")).isZero();
    assertAnswers();
  }

  /** A file of sales, which are as good as sent. */
  private Path file(int count) throws IOException {
    List<String> events = Sales.events(sent.size(), count);
    sent.addAll(events);
    return Files.write(folder.resolve("history.ndjson"), events);
  }

  private static void backfill(Run run, Path file) {
    new Backfill(run, source(run)).add(List.of(file.toString()));
  }

  @Test
  void everyPublishThatIsOvertakenIsPlannedAgain() throws Exception {
    send(300);
    int times = overtaken(Moment.SEGMENTS_WRITTEN, RaceTest::landAndFold, RaceTest::fold);
    assertThat(times).isEqualTo(1);
    assertThat(generation().number()).isEqualTo(1);
    assertAnswers();

    send(200);
    fixture.job("run");
    // A compaction of two segments finds three: the overtaking run published one.
    times =
        overtaken(
            Moment.COMPACTION_WRITTEN,
            RaceTest::compact,
            run -> {
              send(100);
              landAndFold(run);
            });
    assertThat(times).as("the first view's is planned twice, the other's once").isEqualTo(3);
    assertThat(generation().segments()).hasSize(1);
    assertAnswers();

    // A recompute of what had landed finds more landed and published.
    times =
        overtaken(
            Moment.SEGMENTS_WRITTEN,
            RaceTest::recompute,
            run -> {
              send(100);
              landAndFold(run);
            });
    assertThat(times).isEqualTo(2);
    assertThat(generation().segments()).hasSize(1);
    assertAnswers();
  }

  @Test
  void aRollbackWhileARunIsInFlightIsNotUndoneAndLeavesNoHole() throws Exception {
    send(100);
    fixture.job("run");
    send(100);
    fixture.job("run");
    List<String> first = List.copyOf(sent);
    send(100);
    fixture.job("run");
    send(100);
    Fold held = fixture.fold("sales_by_shop");
    overtaken(
        Moment.SEGMENTS_WRITTEN,
        RaceTest::landAndFold,
        run -> run.warehouse().view(held).rollback(2, "a test"));
    assertThat(fixture.answer("sales_by_shop")).isEqualTo(fixture.expected("sales_by_shop", first));
    assertThat(fixture.answer("online_buyers")).isEqualTo(fixture.expected("online_buyers", sent));

    // Neither a run, nor a recompute, nor a compaction goes over it.
    fixture.job("run", "--full");
    fixture.job("compact", "--unreconciled");
    assertThat(generation().number()).isEqualTo(2);

    try (Run run = run()) {
      run.warehouse().view(held).release();
    }
    fixture.job("run");
    assertThat(generation().number()).as("a number never means two things").isEqualTo(4);
    List<Segment> segments = generation().segments();
    assertThat(segments).as("without that of generation 3").hasSize(3);
    assertThat(segments.get(2).range().from()).isEqualTo(segments.get(1).range().to());
    assertAnswers();
  }

  @Test
  void aRunWhoseLandingIsLetGoOfMeanwhilePlansAgainThoughItsViewIsWhereItWas() throws Exception {
    send(100);
    fixture.job("run");
    send(100);
    Fold rolledBack = fixture.fold("sales_by_shop");
    int times =
        overtaken(
            Moment.SEGMENTS_WRITTEN,
            RaceTest::landAndFold,
            run -> {
              send(100);
              landAndFold(run);
              // That of the first, too, whose cut stays: a segment ends there.
              assertThat(expireLandings(run)).isEqualTo(2);
              BatchViewTable view = run.warehouse().view(rolledBack);
              view.rollback(1, "a test");
              view.release();
            });
    assertThat(times).isEqualTo(2);
    assertAnswers();
    try (Run run = run()) {
      for (Segment segment : generation().segments()) {
        assertThat(master(run).cutAt(segment.range().to())).as(segment.toString()).isPresent();
      }
    }
  }

  private static int expireLandings(Run run) {
    return MasterRetention.expire(
        run.warehouse(), master(run), run.project().views(), Duration.ZERO);
  }

  private static MasterDataset master(Run run) {
    return run.warehouse().master(source(run));
  }

  @Test
  void aRunThatAForgetOvertakesFoldsNoMasterDatasetFromBeforeIt() throws Exception {
    send(100);
    List<String> erased = List.of(ERASED, ERASED);
    fixture.send(erased);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    // Planned first, with a table to make: the other views are planned after the forget, which
    // dies when it has recomputed one of them, and while all files are there.
    fixture.view("a_view", "SELECT shop, COUNT(*) AS sales FROM sales GROUP BY shop");
    overtaken(
        Moment.TABLE_CREATED,
        RaceTest::fold,
        run -> assertThatThrownBy(() -> forgetUntil(Moment.PUBLISHED, run)).hasMessage("killed"));
    assertAnswers();
    assertThat(generation().erasures()).hasSize(1);
  }

  private static void forgetUntil(Moment end, Run run) {
    try (CrashWitness witness =
        CrashWitness.of(
            moment -> {
              if (moment == end) {
                throw new IllegalStateException("killed");
              }
            })) {
      new Forget(run, source(run)).forget("buyer = 'eve'", run.project().views());
    }
  }

  /**
   * Runs {@code first}, and at the moment's first time {@code between} by another run.
   *
   * @return how often the first came to the moment
   */
  private int overtaken(Moment at, Consumer<Run> first, Consumer<Run> between) throws IOException {
    AtomicInteger times = new AtomicInteger();
    AtomicBoolean overtaking = new AtomicBoolean();
    try (Run second = run();
        Run run = run();
        CrashWitness witness =
            CrashWitness.of(
                moment -> {
                  if (moment == at && !overtaking.get() && times.getAndIncrement() == 0) {
                    overtaking.set(true);
                    between.accept(second);
                    overtaking.set(false);
                  }
                })) {
      first.accept(run);
    }
    return times.get();
  }

  private Run run() {
    return new Run(fixture.project(), Progress.onStandardOutput());
  }

  private void send(int count) {
    try {
      List<String> events = Sales.events(sent.size(), count);
      fixture.send(events);
      sent.addAll(events);
      JobFixture.passCut();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static SourceDefinition source(Run run) {
    return run.project().source("sales");
  }

  private static void land(Run run) {
    long grace = run.project().settings().grace().toMillis();
    new Landing(run, source(run), LandingPlan.Lost.REFUSED)
        .land(run.project().clock().epochOf(System.currentTimeMillis() - grace));
  }

  private static void fold(Run run) {
    new FoldStep(run, source(run), FoldStep.Extent.NEW_RECORDS).fold(run.project().views());
  }

  private static void recompute(Run run) {
    new FoldStep(run, source(run), FoldStep.Extent.FULL_RECOMPUTE).fold(run.project().views());
  }

  private static void compact(Run run) {
    run.project().views().forEach(view -> new Compaction(run, Compaction.Extent.ALL).compact(view));
  }

  private static void landAndFold(Run run) {
    land(run);
    fold(run);
  }

  private void assertAnswers() throws IOException {
    fixture.assertAnswers(sent);
  }

  private Generation generation() throws IOException {
    return fixture.generation("sales_by_shop");
  }
}
