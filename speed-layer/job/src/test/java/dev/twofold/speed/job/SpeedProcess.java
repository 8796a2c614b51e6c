package dev.twofold.speed.job;

import dev.twofold.crash.CrashPoint;
import dev.twofold.crash.CrashWitness;
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
    return start(test, state, List.of(), SpeedJob.class, more);
  }

  /**
   * Starts it, and it dies at the crash point.
   *
   * @param time when it has come to the point so often, at least 1
   */
  static SpeedProcess startToDieAt(TestProject test, CrashPoint point, int time, String... more) {
    return startToDieAt(test, point, time, SpeedJob.class, more);
  }

  /** As the other, of another program that takes the same arguments. */
  static SpeedProcess startToDieAt(
      TestProject test, CrashPoint point, int time, Class<?> program, String... more) {
    String halt = "-D" + CrashWitness.HALT_AT + "=" + point.name() + ":" + time;
    return start(test, test.state, List.of(halt), program, more);
  }

  private static SpeedProcess start(
      TestProject test, Path state, List<String> options, Class<?> program, String... more) {
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
          JavaCommand.of("Speed layer", program.getName(), classpath(program))
              .withJvmOptions(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
              .withJvmOptions(options)
              .withArguments(arguments);
      return new SpeedProcess(ChildProcess.start(command, state, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> classpath(Class<?> program) {
    List<Path> path = new ArrayList<>(ModuleClasspath.of(TestStack.home(), "speed-layer/job"));
    if (program != SpeedJob.class) {
      path.add(TestStack.home().resolve("speed-layer/job/target/test-classes"));
    }
    return path;
  }

  /** Waits until it is dead, by its crash point and nothing else. */
  void awaitDeath() {
    int code = awaitExit();
    if (code != CrashWitness.HALTED) {
      throw new IllegalStateException("It ended with exit code " + code + ": " + output());
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

  /** Waits until it has said so, this many times. */
  void awaitOutput(String line, int times) {
    Await.until(
        times + " times: " + line,
        Duration.ofMinutes(2),
        this::output,
        () -> output().lines().filter(each -> each.contains(line)).count() >= times);
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
