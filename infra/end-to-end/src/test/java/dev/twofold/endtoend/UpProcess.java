package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.stack.ChildProcess;
import dev.twofold.stack.JavaCommand;
import dev.twofold.stack.ModuleClasspath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code twofold up} as users run it: a process, to be killed and to be run again. */
final class UpProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final JavaCommand command;
  private final StateFolder state;
  private final Path log;
  private ChildProcess process;

  UpProcess(Home home, StateFolder state, Path project, int port) {
    this.state = state;
    this.log = state.root().resolveSibling("up.log");
    command =
        JavaCommand.of(
                "up", "dev.twofold.cli.Twofold", ModuleClasspath.of(home.root(), "infra/cli"))
            .withJvmOptions(List.of("-Xmx256m", "-Dtwofold.home=" + home.root()))
            .withArguments(List.of("up", project.toString()))
            .withArguments(List.of("--port", Integer.toString(port)))
            .withArguments(List.of("--state", state.root().toString()));
  }

  /** Returns when all serve. */
  Running start() {
    process = ChildProcess.start(command, state.root().getParent(), log);
    process.awaitReady(() -> running().isPresent(), LIMIT);
    return running().orElseThrow();
  }

  private Optional<Running> running() {
    return Running.find(state).filter(found -> found.owner().pid() == process.pid());
  }

  /** Runs it again once it has ended by itself, as it does when a store has died. */
  Running startAfterEnd() {
    assertThat(process.onExit().orTimeout(2, TimeUnit.MINUTES).join())
        .as(process.logTail())
        .isEqualTo(ExitCodes.FAILED);
    return start();
  }

  void kill9() {
    process.kill9();
  }

  @Override
  public void close() {
    process.close();
  }
}
