package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.doctor.Doctor;
import dev.twofold.cli.doctor.Finding;
import dev.twofold.cli.doctor.Finding.Outcome;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Job;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import dev.twofold.stack.ChildProcess;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.TestStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that the programs meet by themselves, against stores that the project's settings name. */
@Tag("nightly")
class ProgramFaultTest {
  @TempDir private Path folder;

  private final LocalStack stack = TestStack.shared();
  private Path project;
  private StateFolder state;

  @BeforeEach
  void define() throws Exception {
    project = folder.resolve("project");
    state = new StateFolder(folder.resolve("state"));
    LivePlatform.copy(TestStack.home().resolve("infra/end-to-end/src/test/resources/ops"), project);
    String stores =
        """
        kafka:
          bootstrap: %s
        cassandra:
          contact_points: %s
          keyspace: elsewhere
        warehouse:
          location: %s
        """
            .formatted(
                stack.kafka().bootstrap(),
                stack.cassandra().contactPointText(),
                folder.resolve("warehouse"));
    Files.writeString(
        project.resolve("twofold.yaml"), stores, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  @Test
  void withoutCassandraTheSpeedLayerSaysSoAndEndsForAnotherTry() throws Exception {
    try (ChildProcess speed = speed(Map.of("cassandra.contact_points", "127.0.0.1:1"))) {
      assertThat(exitCode(speed)).as(speed.logTail()).isEqualTo(ExitCodes.FAILED);
      assertThat(speed.logTail()).contains("Cassandra is down: no node answers at 127.0.0.1:1");
    }
  }

  @Test
  void missingTopicsAreNamedWithTheCommandsThatMakeThem() throws Exception {
    try (ChildProcess speed = speed(Map.of())) {
      assertThat(exitCode(speed)).as(speed.logTail()).isEqualTo(ExitCodes.REFUSED);
      assertThat(speed.logTail()).contains("--create --topic ops-orders");
    }
    MendingShell.Ended refused = batch();
    assertThat(refused.exitCode()).as(refused.said()).isEqualTo(ExitCodes.REFUSED);
    assertThat(refused.said()).contains("--create --topic ops-orders");

    List<Finding> missing = complaints();
    assertThat(missing).anySatisfy(f -> assertThat(f.cause()).contains("ops-visits"));
    for (Finding finding : missing) {
      if (finding.cause().contains("does not exist")) {
        MendingShell.kafka(finding.mend());
      }
    }
    try (ChildProcess speed = speed(Map.of())) {
      assertAnswersAreExact();
      assertThat(speed.isAlive()).isTrue();
      assertThat(complaints()).isEmpty();
    }
  }

  private void assertAnswersAreExact() throws Exception {
    Project loaded = Project.load(project, Map.of());
    int port = LivePlatform.freePort();
    ChildProcess serving =
        ChildProcess.start(
            Job.SERVING
                .command(new Home(TestStack.home()), state, project, Map.of(), List.of())
                .withArguments(List.of("--port", Integer.toString(port))),
            Job.SERVING.work(state),
            Job.SERVING.log(state));
    try (serving) {
      ServingClient client = new ServingClient("http://127.0.0.1:" + port);
      Map<String, SoakTruth> truths = new TreeMap<>();
      for (var source : loaded.sources()) {
        truths.put(source.name(), new SoakTruth(loaded, source));
        FaultFixture.send(loaded, source, 100, truths.get(source.name()));
      }
      for (Fold view : loaded.views()) {
        FaultFixture.awaitExact(client, view, truths.get(view.source()));
      }
      Thread.sleep(loaded.settings().epoch().plus(loaded.settings().grace()).toMillis());
      MendingShell.Ended run = batch();
      assertThat(run.exitCode()).as(run.said()).isZero();
      for (Fold view : loaded.views()) {
        FaultFixture.awaitExact(client, view, truths.get(view.source()));
      }
    }
  }

  private ChildProcess speed(Map<String, String> settings) {
    return ChildProcess.start(
        Job.SPEED.command(new Home(TestStack.home()), state, project, settings, List.of()),
        Job.SPEED.work(state),
        Job.SPEED.log(state));
  }

  private static int exitCode(ChildProcess process) throws Exception {
    return process.onExit().get(2, TimeUnit.MINUTES);
  }

  private MendingShell.Ended batch() throws Exception {
    return MendingShell.process(
        MendingShell.twofoldCommand(
            List.of(
                "batch",
                "run",
                "--project",
                project.toString(),
                "--state",
                state.root().toString())));
  }

  private List<Finding> complaints() {
    return Doctor.examine(state, project).stream()
        .filter(finding -> finding.outcome() != Outcome.OK)
        .toList();
  }
}
