package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.doctor.Doctor;
import dev.twofold.cli.doctor.Finding;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.stack.StackFile;
import dev.twofold.stack.TestStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that dies under {@code twofold up}, run as users run it. */
@Tag("nightly")
class UpFaultTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void aDeadKafkaEndsUpAndTheDoctorsCommandStartsAllAgain() throws Exception {
    Path project = folder.resolve("project");
    LivePlatform.copy(TestStack.home().resolve("infra/end-to-end/src/test/resources/ops"), project);
    StateFolder state = new StateFolder(folder.resolve("state"));
    List<String> port = List.of("--port", Integer.toString(LivePlatform.freePort()));
    List<String> command =
        new ArrayList<>(List.of("up", project.toString(), "--state", state.root().toString()));
    command.addAll(port);
    Process up = start(command);
    Project loaded;
    SourceDefinition visits;
    SoakTruth truth;
    try {
      loaded = Project.load(project, awaitRunning(state, up).settings());
      visits = loaded.source("visits");
      truth = new SoakTruth(loaded, visits);
      FaultFixture.send(loaded, visits, 100, truth);
      StackFile.running(state.root()).orElseThrow().kafka().running().get().destroyForcibly();
      assertThat(up.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(up.exitValue()).isEqualTo(ExitCodes.FAILED);
      assertThat(said()).contains("Kafka ended, so everything stops").contains("./twofold up");
    } finally {
      end(up);
    }

    Finding finding = Doctor.examine(state, project).get(1);
    assertThat(finding.cause()).contains("No local platform runs");
    List<String> mend = new ArrayList<>(List.of(finding.mend().split(" ", -1)));
    assertThat(mend.remove(0)).isEqualTo("./twofold");
    mend.addAll(port);
    Process again = start(mend);
    try {
      Running running = awaitRunning(state, again);
      FaultFixture.send(loaded, visits, 100, truth);
      FaultFixture.awaitExact(
          new ServingClient(running.serving()), loaded.viewsOf(visits).get(0), truth);
      List<String> down = List.of("down", "--state", state.root().toString());
      assertThat(MendingShell.process(MendingShell.twofoldCommand(down)).exitCode()).isZero();
      assertThat(again.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      end(again);
    }
  }

  private Process start(List<String> command) throws Exception {
    return new ProcessBuilder(MendingShell.twofoldCommand(command))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("up.log").toFile())
        .start();
  }

  private String said() throws Exception {
    return Files.readString(folder.resolve("up.log"), StandardCharsets.UTF_8);
  }

  private Running awaitRunning(StateFolder state, Process up) throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (Running.find(state).isEmpty()) {
      assertThat(up.isAlive()).as(said()).isTrue();
      assertThat(System.nanoTime()).as(said()).isLessThan(limit);
      Thread.sleep(100);
    }
    return Running.find(state).get();
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
