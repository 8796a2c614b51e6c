package dev.twofold.endtoend;

import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.ServingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks one view all the while, holds each answer against the version that it names, and notes which
 * versions answered, one after the other. While something is down, answers may be missing or
 * degraded, but never wrong.
 */
final class VersionReader implements AutoCloseable {
  private static final int MAX_NOTED = 20;

  /** So that what it watches gets its share of the machine. */
  private static final long PAUSE_NANOS = 20_000_000;

  private final ServingClient client;
  private final VersionOracle oracle;
  private final String view;
  private final Thread thread;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> versions = new ArrayList<>();
  private long answers;
  private volatile boolean disturbed;
  private volatile boolean stopped;

  VersionReader(ServingClient client, VersionOracle oracle, String view) {
    this.client = client;
    this.oracle = oracle;
    this.view = view;
    thread = new Thread(this::run, "version-reader " + view);
    thread.start();
  }

  private void run() {
    while (!stopped) {
      LockSupport.parkNanos(PAUSE_NANOS);
      boolean before = disturbed;
      try {
        check(client.query(view, List.of()), before);
      } catch (RuntimeException e) {
        if (!before && !disturbed) {
          note("no answer: " + e);
        }
      }
    }
  }

  private synchronized void check(Answer answer, boolean disturbedBefore) {
    answers++;
    String version = VersionOracle.version(answer);
    if (versions.isEmpty() || !versions.get(versions.size() - 1).equals(version)) {
      versions.add(version);
    }
    String fault = oracle.fault(answer);
    if (!fault.isEmpty()) {
      note(fault);
    }
    if (!answer.isExact() && !disturbedBefore && !disturbed) {
      note("degraded: " + answer.provenance());
    }
  }

  private synchronized void note(String what) {
    if (wrong.size() < MAX_NOTED) {
      wrong.add(what);
      System.out.println(view + ": " + what);
    }
  }

  /** From now on something is down. */
  void disturb() {
    disturbed = true;
  }

  void calm() {
    disturbed = false;
  }

  /** The versions that answered, each time that it was another than before. */
  synchronized List<String> versions() {
    return List.copyOf(versions);
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  synchronized long answers() {
    return answers;
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
