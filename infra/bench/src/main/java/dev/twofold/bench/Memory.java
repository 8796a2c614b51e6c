package dev.twofold.bench;

import dev.twofold.stack.ResidentMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Watches the resident memory of processes and all that they started; keeps the highest sum. */
final class Memory implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;
  private static final double MIB = 1024.0 * 1024.0;

  private final List<ProcessHandle> roots = new ArrayList<>();
  private final Thread thread = new Thread(this::watch, "memory");
  private volatile boolean closed;
  private volatile double highestMib;

  /**
   * @param pids of the processes whose trees to watch
   */
  Memory(long... pids) {
    for (long pid : pids) {
      watch(pid);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Watches one more. */
  void watch(long pid) {
    synchronized (roots) {
      ProcessHandle.of(pid).ifPresent(roots::add);
    }
  }

  private void watch() {
    while (!closed) {
      highestMib = Math.max(highestMib, nowMib());
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private double nowMib() {
    synchronized (roots) {
      return roots.stream()
              .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
              .distinct()
              .mapToLong(process -> ResidentMemory.of(process.pid()).orElse(0))
              .sum()
          / MIB;
    }
  }

  /** The highest sum so far, MiB. Memory that processes share counts once for each. */
  double highestMib() {
    return Math.max(highestMib, nowMib());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
