package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.CliException;
import dev.twofold.cli.ingest.EventSender;
import dev.twofold.cli.query.Answer;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.stack.TestStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Views are edited, added, removed and rolled back while events come in and queries never cease: no
 * query fails, and each answer is that of the version that it names.
 */
class ChangingViewsTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String VIEW = "by_page";
  private static final String MEASURES = "SELECT page, COUNT(*) AS visits, SUM(amount) AS amount";
  private static final String WINDOWS = "GROUP BY page, TUMBLE(\"at\", INTERVAL '1' HOUR)";

  private LivePlatform platform;
  private Layers layers;
  private VersionOracle oracle;
  private Project deployed;
  private volatile boolean enough;

  @Test
  @Tag("nightly")
  void viewsChangeUnderLoadAndNoAnswerIsWrong() throws Exception {
    try (LivePlatform started =
            LivePlatform.start(
                TestStack.home().resolve("infra/end-to-end/src/test/resources/ops"));
        Layers opened = new Layers(started)) {
      platform = started;
      layers = opened;
      oracle = new VersionOracle(source());
      deploy();
      String first = version(VIEW);
      CompletableFuture<Void> load = CompletableFuture.runAsync(this::send);
      batch();
      awaitExact(VIEW);
      // A cold start cannot have it all: new versions join, and batch has to give what was before.
      deleteLanded();

      try (VersionReader reader = new VersionReader(platform.client(), oracle, VIEW)) {
        String second = editedVersionTakesOver(reader, first);
        aNewViewAnswersAtOnceAndIsExactOnceBatchHasIt();
        aRemovedViewIsGoneAndComesBackAsAnotherVersion();
        theNameGoesBackAndTheNextVersionTakesItInTheMiddleOfDeaths(reader, first, second);
        assertThat(reader.answers()).isGreaterThan(100);
        assertThat(reader.wrong()).isEmpty();
      }
      enough = true;
      load.get();
      assertAtRest();
    }
  }

  private String editedVersionTakesOver(VersionReader reader, String first) throws Exception {
    write(VIEW, MEASURES + " FROM visits WHERE amount >= 500 " + WINDOWS);
    deploy();
    String second = built(VIEW).version();
    await("the server knows of it", () -> building(VIEW).path("version").asText().equals(second));
    await(
        "it waits for batch",
        () -> building(VIEW).path("waits_for").toString().contains("no rows of the speed layer"));
    assertThat(version(VIEW)).isEqualTo(first);
    awaitTakenOver(second);
    assertThat(reader.versions()).containsExactly(first, second);
    assertThat(reader.wrong()).isEmpty();
    return second;
  }

  private void aNewViewAnswersAtOnceAndIsExactOnceBatchHasIt() throws Exception {
    write("totals", "SELECT COUNT(*) AS visits FROM visits");
    deploy();
    await("the new view answers", () -> answers("totals"));
    await(
        "it is exact",
        () -> {
          batch();
          return ask("totals").isExact();
        });
    assertThat(oracle.fault(ask("totals"))).isEmpty();
  }

  private void aRemovedViewIsGoneAndComesBackAsAnotherVersion() throws Exception {
    String before = version("totals");
    Path file = platform.projectFolder().resolve("views/totals.sql");
    String sql = Files.readString(file);
    Files.delete(file);
    deploy();
    await("it is gone", () -> !answers("totals"));
    assertThatThrownBy(() -> ask("totals"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("taken out of the project");

    write("totals", sql);
    deploy();
    await("it is back", () -> answers("totals"));
    assertThat(version("totals")).isNotEqualTo(before);
    assertThat(oracle.fault(ask("totals"))).isEmpty();
  }

  private void theNameGoesBackAndTheNextVersionTakesItInTheMiddleOfDeaths(
      VersionReader reader, String first, String second) throws Exception {
    change(layers.change(before -> before.rolledBack(VIEW, first, "a test", now())));
    await("the name goes back", () -> version(VIEW).equals(first));
    assertThat(ask(VIEW).isExact()).isTrue();
    change(layers.change(before -> before.released(VIEW)));

    write(VIEW, MEASURES + " FROM visits WHERE amount < 500 " + WINDOWS);
    deploy();
    String third = built(VIEW).version();
    reader.disturb();
    assertThat(platform.kill("SpeedJob")).isTrue();
    assertThat(platform.kill("ServingLayer")).isTrue();
    await("the server is back", () -> answers(VIEW));
    batch();
    assertThat(platform.kill("ServingLayer")).isTrue();
    assertThat(platform.kill("SpeedJob")).isTrue();
    await("the server is back", () -> answers(VIEW));
    awaitTakenOver(third);
    awaitExact(VIEW);
    reader.calm();
    assertThat(reader.versions()).containsExactly(first, second, first, third);
  }

  private void assertAtRest() throws Exception {
    deployed = layers.deployed();
    SoakTruth truth = new SoakTruth(deployed, source());
    oracle.events().forEach(truth::add);
    await(
        "batch is through",
        () -> {
          batch();
          return platform.client().status().path("views").findValuesAsText("through").stream()
              .noneMatch("null"::equals);
        });
    for (Fold view : deployed.viewsOf(source())) {
      FaultFixture.awaitExact(platform.client(), view, truth);
    }
  }

  private SourceDefinition source() {
    return platform.project().source("visits");
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private void send() {
    var kafka = platform.project().settings().kafka();
    try (EventSender sender =
        new EventSender(kafka.bootstrap(), kafka.properties(), source().topic())) {
      for (int i = 0; !enough; i++) {
        byte[] event = FaultFixture.events(source(), 1).get(0);
        int partition = i % source().partitions();
        oracle.add(partition, event);
        sender.send(partition, event);
        Thread.sleep(5);
      }
      sender.flush();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void deleteLanded() throws Exception {
    String bootstrap = platform.project().settings().kafka().bootstrap();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(source().topic(), 0), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }
  }

  private void write(String view, String sql) throws Exception {
    Files.writeString(platform.projectFolder().resolve("views/" + view + ".sql"), sql);
  }

  /** Deploys the folder. */
  private void deploy() {
    change(layers.deploy());
  }

  private void change(Deployment deployment) {
    deployed = Project.load(platform.projectFolder(), platform.running().settings()).as(deployment);
    deployed.versionsOf(source()).forEach(oracle::know);
  }

  private Fold built(String view) {
    return deployed.versions().stream()
        .filter(fold -> fold.view().equals(view) && !deployed.views().contains(fold))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private void batch() throws Exception {
    platform.awaitNextCut();
    platform.batch("run");
  }

  private void awaitTakenOver(String version) throws Exception {
    await(
        "version " + version + " takes over",
        () -> {
          batch();
          Thread.sleep(3_000);
          return version(VIEW).equals(version);
        });
  }

  private void awaitExact(String view) throws Exception {
    await(view + " is exact", () -> ask(view).isExact());
  }

  private Answer ask(String view) {
    return platform.client().query(view, List.of());
  }

  private String version(String view) {
    return VersionOracle.version(ask(view));
  }

  private boolean answers(String view) {
    try {
      ask(view);
      return true;
    } catch (CliException e) {
      return false;
    }
  }

  private JsonNode building(String view) {
    for (JsonNode each : platform.client().status().path("views")) {
      if (each.path("name").asText().equals(view)) {
        return each.path("building");
      }
    }
    throw new AssertionError("No view " + view);
  }

  private static void await(String what, Callable<Boolean> holds) throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (!holds.call()) {
      assertThat(System.nanoTime()).as("waited in vain: %s", what).isLessThan(limit);
      Thread.sleep(100);
    }
  }
}
