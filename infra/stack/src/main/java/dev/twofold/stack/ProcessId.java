package dev.twofold.stack;

import java.time.Instant;
import java.util.Optional;

/**
 * Names one process for good: the system gives a pid again to later processes, but not with the
 * same start.
 *
 * @param started milliseconds since 1970, 0 where the system does not tell
 */
public record ProcessId(long pid, long started) {
  /** The id of a process that runs now. */
  public static ProcessId of(long pid) {
    return new ProcessId(pid, ProcessHandle.of(pid).map(ProcessId::startOf).orElse(0L));
  }

  /** Parses what {@link #toString} writes. */
  static ProcessId parse(String text) {
    String[] parts = text.split("@", 2);
    return new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  /** The process; empty where it has ended. */
  public Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid).filter(found -> startOf(found) == started);
  }

  private static long startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  @Override
  public String toString() {
    return pid + "@" + started;
  }
}
