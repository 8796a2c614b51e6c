package dev.twofold.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that this process started and owns: it ends when this process does, however that ends. Its
 * output goes to a log file. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private static final long POLL_MILLIS = 50;
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);

  private final String name;
  private final Process process;
  private final Path log;
  private final Optional<ClassArchive> archive;

  private ChildProcess(String name, Process process, Path log, Optional<ClassArchive> archive) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.archive = archive;
    process.onExit().thenRun(this::keepArchive);
  }

  /**
   * Starts a JVM. What an earlier run wrote to the log is kept beside it, as {@code NAME.1}.
   *
   * @param workingFolder where it runs; made if it is not there
   * @param log where its standard output and standard error go
   * @throws StackException where it cannot be started
   */
  public static ChildProcess start(JavaCommand command, Path workingFolder, Path log) {
    try {
      Files.createDirectories(workingFolder);
      Files.createDirectories(log.toAbsolutePath().getParent());
      if (Files.exists(log)) {
        Files.move(
            log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
      Optional<ClassArchive> archive = command.archive();
      Process process =
          new ProcessBuilder(command.guardedLine(archive))
              .directory(workingFolder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new ChildProcess(command.name(), process, log, archive);
    } catch (IOException e) {
      throw new StackException("Cannot start " + command.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the process serves.
   *
   * @throws StackException where it ended before, or took longer; the process is then stopped, and
   *     the message shows the last lines of its log
   */
  public void awaitReady(ReadyCheck check, Duration limit) {
    Instant end = Instant.now().plus(limit);
    while (!isReady(check)) {
      if (!process.isAlive()) {
        throw failure("ended with exit code " + process.exitValue() + " before it was ready");
      }
      if (Instant.now().isAfter(end)) {
        kill9();
        throw failure("was not ready within " + limit.toSeconds() + " s and was stopped");
      }
      pause();
    }
  }

  private boolean isReady(ReadyCheck check) {
    try {
      return process.isAlive() && check.isReady();
    } catch (IOException e) {
      return false;
    }
  }

  private void pause() {
    try {
      Pause.millis(POLL_MILLIS);
    } catch (StackException e) {
      kill9();
      throw e;
    }
  }

  private StackException failure(String what) {
    return new StackException(name + " " + what + ". Read " + log + "; it ends:\n" + logTail());
  }

  /** The last lines of the log. */
  public String logTail() {
    return LogTail.of(log);
  }

  public String name() {
    return name;
  }

  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code; empty while it runs. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Completes with the exit code when the process ends. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Memory that the process holds in RAM, in bytes; empty where the system does not tell, or it has
   * ended.
   */
  public OptionalLong residentBytes() {
    return ResidentMemory.of(pid());
  }

  /** Ends the process at once, with no chance to clean up (SIGKILL), and waits until it is gone. */
  public void kill9() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /**
   * Asks the process to end (SIGTERM) and waits; ends it by force when it does not within the
   * grace.
   */
  public void stop(Duration grace) {
    process.destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      kill9();
    }
    // Here too: this process may end before what waits for the other's end runs.
    keepArchive();
  }

  private synchronized void keepArchive() {
    archive.filter(unused -> !process.isAlive()).ifPresent(a -> a.keep(process.exitValue()));
  }

  /** Stops the process, with a grace of 20 s. */
  @Override
  public void close() {
    stop(STOP_GRACE);
  }
}
