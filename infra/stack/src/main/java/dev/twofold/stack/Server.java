package dev.twofold.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One server of the local stack: a child process on fixed loopback ports, with data that outlives
 * it. It can be killed and started again; its address stays. Thread-safe.
 */
public abstract sealed class Server implements AutoCloseable permits KafkaServer, CassandraServer {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final String PROCESS_FILE = "process";

  /** Longer than {@link ParentGuard} gives a child whose launcher died. */
  private static final long ORPHAN_SECONDS = 20;

  private final String name;
  private ChildProcess process;

  Server(String name) {
    this.name = name;
  }

  /** What to run. Called before every start: prepares the folder and its configuration files. */
  abstract JavaCommand prepare();

  /** Where it keeps its data and its configuration. */
  abstract Path folder();

  abstract ReadyCheck readyCheck();

  /** What users call it. */
  public String name() {
    return name;
  }

  /** Where its output goes. */
  public Path log() {
    return folder().resolveSibling("logs").resolve(folder().getFileName() + ".log");
  }

  /**
   * Starts the server and waits until it serves. Does nothing where it already runs.
   *
   * @throws StackException where it does not start; the message shows the end of its log
   */
  public synchronized void start() {
    if (isAlive()) {
      return;
    }
    ChildProcess started = ChildProcess.start(prepare(), folder(), log());
    process = started;
    writeProcess(started.pid());
    started.awaitReady(readyCheck(), START_LIMIT);
  }

  /**
   * Waits for the end of the server that a launcher left which was killed: it ends by itself, a few
   * seconds later. Until then it holds its ports and its data.
   */
  static void awaitOrphan(Path folder) {
    lastProcess(folder).flatMap(ProcessId::running).ifPresent(Server::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle orphan) {
    CompletableFuture<ProcessHandle> exit = orphan.onExit();
    try {
      exit.get(ORPHAN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      orphan.destroyForcibly();
      exit.join();
    } catch (InterruptedException | ExecutionException e) {
      throw new StackException("Interrupted while an old server ends, process " + orphan.pid(), e);
    }
  }

  private void writeProcess(long pid) {
    Path file = folder().resolve(PROCESS_FILE);
    Path partial = folder().resolve(PROCESS_FILE + ".new");
    try {
      Files.writeString(partial, ProcessId.of(pid).toString(), StandardCharsets.US_ASCII);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StackException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The process that was started last on a server's folder; empty where none was. */
  static Optional<ProcessId> lastProcess(Path folder) {
    Path file = folder.resolve(PROCESS_FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ProcessId.parse(Files.readString(file, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new StackException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Stops the server, cleanly where it still runs, and starts it again with its data. */
  public synchronized void restart() {
    close();
    start();
  }

  /** Ends the server at once, as a crash would (SIGKILL). */
  public synchronized void kill9() {
    if (process != null) {
      process.kill9();
    }
  }

  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /**
   * The process id, of the last run where it is stopped.
   *
   * @throws IllegalStateException before the first start
   */
  public synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process.pid();
  }

  /** Bytes of RAM that it holds; empty where it does not run. */
  public synchronized OptionalLong residentBytes() {
    return isAlive() ? process.residentBytes() : OptionalLong.empty();
  }

  /** Stops the server; its data stay. */
  @Override
  public synchronized void close() {
    if (process != null) {
      process.close();
    }
  }
}
