package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.ErasedBytes;
import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.doctor.Doctor;
import dev.twofold.cli.doctor.Finding;
import dev.twofold.cli.platform.Job;
import dev.twofold.cli.query.Answer;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Report;
import dev.twofold.stack.TestStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events are forgotten while both layers run and others come: they are in no answer, whatever is
 * folded again or started anew, and no file but Kafka's log holds whose they were.
 */
class ForgetTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String FIRST = "zyxomma 7731";
  private static final String SECOND = "quokka 4409";
  private static final int EVENTS = 60;

  @TempDir private Path folder;
  private LivePlatform platform;
  private Layers layers;

  /** Of all that is not forgotten. */
  private SoakTruth truth;

  private volatile boolean done;

  /** What a test does on a platform. */
  private interface Body {
    void run() throws Exception;
  }

  private void onPlatform(Body body) throws Exception {
    try (LivePlatform started = LivePlatform.start(definition());
        Layers opened = new Layers(started)) {
      platform = started;
      layers = opened;
      truth = new SoakTruth(project(), visits());
      body.run();
    }
  }

  @Test
  @Tag("nightly")
  void whatIsForgottenIsInNoAnswerAndNoFileAndStaysAway() throws Exception {
    onPlatform(
        () -> {
          forgetUnderLoad();
          assertTheSpeedLayerHasBegunAnewAndReadTheLog();
          publish();
          assertForgotten(FIRST);
          platform.awaitNextCut();
          twofold("batch", "run", "--full");
          assertForgotten(FIRST);
          twofold("recompute", "by_page");
          assertForgotten(FIRST);
          startColdWithoutItsCheckpoints();
          assertForgotten(FIRST);
          assertReconciled();
          comeBack();
        });
  }

  private void forgetUnderLoad() throws Exception {
    Load load = new Load(project(), visits(), truth);
    send(FIRST);
    publish();
    send(FIRST);
    publish();
    // Of these no landing knows.
    send(FIRST);
    await("all are counted", () -> exactly(FIRST, 3 * EVENTS));
    assertThat(holders(FIRST)).isNotEmpty();

    CompletableFuture<List<String>> wrong = CompletableFuture.supplyAsync(this::askAllTheWhile);
    // The condition itself is kept, and so does not spell the name out.
    twofold("forget", "visits", "--where", "page LIKE 'zyxomma%'");
    done = true;
    assertThat(wrong.get()).isEmpty();
    load.end();
    assertForgotten(FIRST);
  }

  private void comeBack() throws Exception {
    List<byte[]> back = events(FIRST);
    LivePlatform.send(project(), visits(), back);
    back.forEach(truth::add);
    awaitTruth();
    publish();
    awaitTruth();
  }

  @Test
  @Tag("nightly")
  void oneThatIsKilledIsFinishedByTheNextRun() throws Exception {
    onPlatform(
        () -> {
          FaultFixture.send(project(), visits(), 1_000, truth);
          send(SECOND);
          publish();
          send(SECOND);
          await("all are counted", () -> exactly(SECOND, 2 * EVENTS));
          ProcessBuilder forget =
              new ProcessBuilder(line("forget", "visits", "--where", "page LIKE 'quokka%'"))
                  .inheritIO();
          forget.environment().put("JAVA_TOOL_OPTIONS", "-Dtwofold.halt-at=ERASURE_RECORDED");
          assertThat(forget.start().waitFor()).isEqualTo(ExitCodes.FAILED);
          assertThat(exactly(SECOND, 2 * EVENTS)).isTrue();
          // As the shuffles of one that is killed later are left.
          Files.writeString(Job.BATCH.work(platform.state()).resolve("shuffle"), SECOND);

          await("the doctor tells", () -> unfinished().isPresent());
          new MendingShell(platform).run(unfinished().orElseThrow().mend());
          assertForgotten(SECOND);
          await("nothing is left to tell", () -> unfinished().isEmpty());
          assertReconciled();
        });
  }

  private Optional<Finding> unfinished() {
    return Doctor.examine(platform.state(), platform.projectFolder()).stream()
        .filter(finding -> finding.cause().startsWith("A forget goes on, or was killed"))
        .findFirst();
  }

  /** The project of the faults, with a view in whose states names are. */
  private Path definition() throws Exception {
    Path definition = folder.resolve("ops");
    LivePlatform.copy(
        TestStack.home().resolve("infra/end-to-end/src/test/resources/ops"), definition);
    Files.writeString(
        definition.resolve("views/totals.sql"),
        """
        SELECT COUNT(*) AS visits, COUNT(DISTINCT page) AS pages, ARG_MAX(page, amount) AS best
        FROM visits
        GROUP BY TUMBLE("at", INTERVAL '1' HOUR)
        """);
    // That the speed layer can be asked for all that it has read.
    Files.writeString(
        definition.resolve("twofold.yaml"),
        "retention: {epochs_per_bucket: 1000000}\n",
        StandardOpenOption.APPEND);
    return definition;
  }

  private Project project() {
    return platform.project();
  }

  private SourceDefinition visits() {
    return project().source("visits");
  }

  private static List<byte[]> events(String page) {
    SplittableRandom random = new SplittableRandom();
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      String event =
          "{\"at\":\"2026-01-10T0%d:00:00Z\",\"page\":\"%s\",\"amount\":%d}"
              .formatted(random.nextInt(10), page, 1_000 + random.nextInt(1_000));
      events.add(event.getBytes(StandardCharsets.UTF_8));
    }
    return events;
  }

  private void send(String page) {
    LivePlatform.send(project(), visits(), events(page));
  }

  /** A batch run, whose report is clean. */
  private void publish() throws Exception {
    platform.awaitNextCut();
    twofold("batch", "run");
  }

  private void twofold(String... command) throws Exception {
    MendingShell.Ended ended = MendingShell.process(line(command));
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(ExitCodes.OK);
  }

  private List<String> line(String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--state", platform.state().root().toString()));
    return MendingShell.twofoldCommand(words);
  }

  private Answer ask(String page) {
    return platform.client().query("by_page", List.of(Map.entry("page", page)));
  }

  private static long visits(Answer answer) {
    long visits = 0;
    for (var row : answer.rows()) {
      visits += row.path("visits").asLong();
    }
    return visits;
  }

  private boolean exactly(String page, long visits) {
    Answer answer = ask(page);
    return answer.isExact() && visits(answer) == visits;
  }

  /** What is said to be exact has all of the events, or none. */
  private List<String> askAllTheWhile() {
    List<String> wrong = new ArrayList<>();
    while (!done) {
      Answer answer = ask(FIRST);
      long visits = visits(answer);
      if (answer.isExact() && visits != 0 && visits != 3 * EVENTS) {
        wrong.add(visits + ": " + answer.provenance());
      }
    }
    return wrong;
  }

  /** No answer, no row and no file has the page, and answers are those of all other events. */
  private void assertForgotten(String page) throws Exception {
    Answer first = ask(page);
    // The serving layer may be a second behind, and says so.
    assertThat(first.rows().isEmpty() || !first.isExact()).isTrue();
    awaitTruth();
    for (Fold view : project().viewsOf(visits())) {
      assertThat(layers.rows(view)).isNotEmpty().noneMatch(row -> row.contains(page));
    }
    await("no file has it, not one of " + holders(page), () -> holders(page).isEmpty());
  }

  private void awaitTruth() throws Exception {
    for (Fold view : project().viewsOf(visits())) {
      FaultFixture.awaitExact(platform.client(), view, truth);
    }
  }

  /** The platform's files that hold the text, but for those of Kafka and of Cassandra. */
  private List<Path> holders(String text) throws Exception {
    List<Path> holders = new ArrayList<>();
    try (Stream<Path> all = Files.list(platform.state().root())) {
      for (Path each : all.toList()) {
        if (!each.endsWith("kafka") && !each.endsWith("cassandra")) {
          holders.addAll(ErasedBytes.in(each, text));
        }
      }
    }
    return holders;
  }

  private void assertTheSpeedLayerHasBegunAnewAndReadTheLog() throws Exception {
    String log = Files.readString(Job.SPEED.log(platform.state()));
    assertThat(log)
        .containsOnlyOnce("erased: source visits")
        .contains("running: source visits, incarnation 2, from a cold start")
        .containsOnlyOnce("running: source orders")
        .doesNotContain("\tat ");
    for (Fold view : project().viewsOf(visits())) {
      Answer speed = platform.client().query(view.view(), List.of(Map.entry("layer", "speed")));
      assertThat(SoakTruth.actual(view, speed)).isEqualTo(truth.expected(view));
    }
  }

  private void startColdWithoutItsCheckpoints() throws Exception {
    platform.stop();
    platform.forgetCheckpoints();
    platform.startAgain();
    assertThat(Files.readString(Job.SPEED.log(platform.state())))
        .contains("running: source visits, incarnation 3, from a cold start");
  }

  private void assertReconciled() throws Exception {
    for (Fold view : project().viewsOf(visits())) {
      Report report = layers.reconcile(view);
      assertThat(report.drifted()).isFalse();
      assertThat(report.compared()).isPositive();
    }
  }

  private static void await(String what, Callable<Boolean> holds) throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (!holds.call()) {
      assertThat(System.nanoTime()).as("waited in vain: %s", what).isLessThan(limit);
      Thread.sleep(100);
    }
  }
}
