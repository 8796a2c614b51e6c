package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.RunRecord.Reason;
import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.reconcile.ReconcileRun;
import dev.twofold.cli.repair.RepairRun;
import dev.twofold.cli.schedule.BatchSchedule;
import dev.twofold.cli.schedule.ScheduledRuns;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Report;
import dev.twofold.reconciliation.Scope;
import dev.twofold.reconciliation.Scope.Extent;
import dev.twofold.stack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nights of a schedule whose days are seconds, on real edits that arrive shuffled: some of
 * them hours late. A run is killed, one is missed, a view is rolled back and recomputed, another is
 * edited while its events come in, rows of the speed layer are damaged and repaired. Every report
 * is clean but for the damage, and all along every answer is that of the events.
 */
class NightsTest {
  private static final int NIGHTS = 3;
  private static final String VIEW = "edits_by_channel";
  private static final String EDITED = "added_by_robot";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration SEALING = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Terminal terminal = new Terminal(System.out, System.err, 0);
  private final List<byte[]> sent = new ArrayList<>();

  @Test
  @Tag("nightly")
  void threeNightsAreExactAndProveIt() throws Exception {
    try (LivePlatform platform = LivePlatform.start(scheduled());
        Layers layers = new Layers(platform);
        ConstantReader reader = new ConstantReader(platform, 0);
        ConstantReader editedReader = new ConstantReader(platform, EDITED, 0)) {
      List<List<byte[]>> days = days(platform.edits());

      day(platform, days.get(0));
      night(platform, run -> run.reason() == Reason.SCHEDULE);
      morning(layers);

      day(platform, days.get(1));
      nightWithADeath(platform);
      morning(layers);
      layers.rollBack(view(platform, VIEW), 1);
      platform.batch("run");
      assertThat(generation(platform, VIEW)).isEqualTo(1);
      morning(layers);
      release(platform);
      platform.batch("run", "--full", "--view", VIEW);
      morning(layers);

      String edited = dayOfAnEdit(platform, layers, days.get(2));
      missOne();
      night(platform, run -> run.reason() == Reason.CATCH_UP);
      await("the edited view answers", () -> version(platform, EDITED).equals(edited));
      morning(layers);

      damageAndRepair(platform, layers);
      morning(layers);
      platform.assertTruths(Map.of());

      for (ConstantReader each : List.of(reader, editedReader)) {
        each.close();
        assertThat(each.wrong()).isEmpty();
        assertThat(each.answers()).isGreaterThan(100);
      }
    }
  }

  /** The example, with a night every twenty seconds. */
  private Path scheduled() throws Exception {
    Path definition = folder.resolve("wikipedia");
    LivePlatform.copy(new Home(TestStack.home()).exampleProject(), definition);
    Files.writeString(
        definition.resolve("twofold.yaml"),
        """

        schedule:
          wiki_edits:
            cron: "*/20 * * * * *"
            retries: 3
            retry_after: 1s
        """,
        StandardOpenOption.APPEND);
    return definition;
  }

  private static List<List<byte[]>> days(List<byte[]> edits) {
    List<byte[]> shuffled = new ArrayList<>(edits);
    Collections.shuffle(shuffled, new Random(2015));
    List<List<byte[]>> days = new ArrayList<>();
    for (int i = 0; i < NIGHTS; i++) {
      days.add(shuffled.subList(shuffled.size() * i / NIGHTS, shuffled.size() * (i + 1) / NIGHTS));
    }
    return days;
  }

  private void day(LivePlatform platform, List<byte[]> edits) throws Exception {
    platform.send(edits);
    sent.addAll(edits);
    platform.awaitSpeed(sent.size());
    platform.awaitNextCut();
  }

  /**
   * A view gains a measure in the middle of a day.
   *
   * @return the version that is to take over its name
   */
  private String dayOfAnEdit(LivePlatform platform, Layers layers, List<byte[]> edits)
      throws Exception {
    int noon = edits.size() / 2;
    day(platform, edits.subList(0, noon));
    Path file = platform.projectFolder().resolve("views/" + EDITED + ".sql");
    String sql = Files.readString(file);
    String before = version(platform, EDITED);
    Files.writeString(
        file,
        sql.replace("MAX(added) AS max_added", "MAX(added) AS max_added, MIN(added) AS least"));
    layers.deploy();
    day(platform, edits.subList(noon, edits.size()));
    return layers.deployed().versions().stream()
        .filter(version -> version.view().equals(EDITED) && !version.version().equals(before))
        .findFirst()
        .orElseThrow()
        .version();
  }

  private static String version(LivePlatform platform, String view) {
    return VersionOracle.version(platform.client().query(view, List.of()));
  }

  private ScheduledRuns schedule(LivePlatform platform) {
    return new BatchSchedule(
            new Home(TestStack.home()), platform.state(), target(platform), terminal)
        .start()
        .orElseThrow();
  }

  private static Target target(LivePlatform platform) {
    return Target.of(platform.state(), platform.projectFolder());
  }

  /** The schedule's own run, from its start to its end. */
  private void night(LivePlatform platform, Predicate<RunRecord> kind) throws Exception {
    Set<String> before = ended(platform, run -> true);
    try (ScheduledRuns runs = schedule(platform)) {
      await(
          "a run of the schedule",
          () -> {
            Set<String> now = ended(platform, kind.and(run -> run.outcome() == Outcome.DONE));
            now.removeAll(before);
            return !now.isEmpty() && isReconciled(platform);
          });
    }
  }

  private void nightWithADeath(LivePlatform platform) throws Exception {
    Set<String> before = ended(platform, run -> true);
    try (ScheduledRuns runs = schedule(platform)) {
      platform.awaitBatchUnderWay();
      assertThat(platform.kill("BatchJob")).isTrue();
      await(
          "the run after the death",
          () -> {
            Set<String> now =
                ended(
                    platform, run -> run.reason() == Reason.RETRY && run.outcome() == Outcome.DONE);
            now.removeAll(before);
            return !now.isEmpty() && isReconciled(platform);
          });
    }
  }

  /** Nothing is there to start a run at the time of one. */
  private static void missOne() throws InterruptedException {
    Thread.sleep(21_000);
  }

  private static Set<String> ended(LivePlatform platform, Predicate<RunRecord> kind) {
    try (Published published = new Published(platform.project())) {
      Set<String> ids = new HashSet<>();
      published.runs("wiki_edits", 1_000).stream().filter(kind).forEach(run -> ids.add(run.id()));
      return ids;
    }
  }

  private static boolean isReconciled(LivePlatform platform) {
    try {
      Report left =
          new ReconcileRun(target(platform).load())
              .run(Scope.everything(), Extent.NEW, Duration.ZERO, each -> {})
              .report();
      assertThat(left.drifted()).isFalse();
      return left.comparisons().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(limit);
      Thread.sleep(500);
    }
  }

  /** Every state of every view is that of the events, byte for byte, and every report is clean. */
  private void morning(Layers layers) throws Exception {
    for (Fold view : layers.deployed().versions()) {
      assertThat(layers.answer(view)).as(view.view()).isEqualTo(layers.fold(view, sent));
      assertThat(layers.reconcile(view).drifted()).as(view.view()).isFalse();
    }
  }

  private void damageAndRepair(LivePlatform platform, Layers layers) throws Exception {
    Fold view = view(platform, VIEW);
    layers.doubleOneRow(view);
    ReconcileRun.Outcome found = reconcile(platform, Set.of(VIEW));
    assertThat(found.report().drifted()).isTrue();
    BatchRun batch = new BatchRun(new Home(TestStack.home()), platform.state(), target(platform));
    ReconcileRun.Outcome after =
        new RepairRun(platform.project(), batch, terminal)
            .repair(found, views -> reconcile(platform, views));
    assertThat(after.report().drifted()).isFalse();
    assertThat(after.report().compared()).isPositive();
  }

  private static ReconcileRun.Outcome reconcile(LivePlatform platform, Set<String> views)
      throws IOException {
    return new ReconcileRun(platform.project())
        .run(Scope.everything().of(views), Extent.ALL, SEALING, each -> {});
  }

  private static Fold view(LivePlatform platform, String name) {
    return platform.project().views().stream()
        .filter(view -> view.view().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long generation(LivePlatform platform, String view) {
    try (Published published = new Published(platform.project())) {
      return published.current().get(view).number();
    }
  }

  private static void release(LivePlatform platform) {
    try (Published published = new Published(platform.project())) {
      published.requireTable(VIEW).release();
    }
  }
}
