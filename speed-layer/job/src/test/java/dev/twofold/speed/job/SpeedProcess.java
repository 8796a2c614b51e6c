package dev.twofold.speed.job;

import dev.twofold.stack.ChildProcess;
import dev.twofold.stack.JavaCommand;
import dev.twofold.stack.ModuleClasspath;
import dev.twofold.stack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The speed layer as users run it: a process. */
final class SpeedProcess implements AutoCloseable {
  private final ChildProcess process;

  private SpeedProcess(ChildProcess process) {
    this.process = process;
  }

  static SpeedProcess start(TestProject test, String... more) {
    return start(test, test.state, more);
  }

  /** Starts it on another state folder than the project's own. */
  static SpeedProcess start(TestProject test, Path state, String... more) {
    try {
      Files.createDirectories(state);
      Path log = state.resolve("speed-" + System.nanoTime() + ".log");
      List<String> arguments =
          new ArrayList<>(
              List.of("--project", test.folder.toString(), "--state", state.toString()));
      test.settings()
          .forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
      arguments.addAll(List.of(more));
      JavaCommand command =
          JavaCommand.of(
                  "Speed layer",
                  SpeedJob.class.getName(),
                  ModuleClasspath.of(TestStack.home(), "speed-layer/job"))
              .withJvmOptions(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
              .withArguments(arguments);
      return new SpeedProcess(ChildProcess.start(command, state, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SpeedProcess awaitReady() {
    Await.until(
        "the speed layer is ready",
        Duration.ofMinutes(2),
        this::output,
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("The speed layer ended: " + output());
          }
          return output().lines().anyMatch("ready"::equals);
        });
    return this;
  }

  String output() {
    try {
      return Files.readString(process.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int awaitExit() {
    try {
      return process.onExit().get(120, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(output(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  void kill9() {
    process.kill9();
  }

  @Override
  public void close() {
    process.stop(Duration.ofSeconds(20));
  }
}
