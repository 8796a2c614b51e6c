package dev.twofold.fuzz;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks input after input until the time is up, each made from a seed of its own: {@code
 * -Dtwofold.fuzz.seed} begins with another. Fails at the first that fails the check, takes too long
 * or leaves memory behind, and says which it was.
 *
 * @param <T> an input
 */
public final class Fuzz<T> {
  private static final Duration MOST_CPU = Duration.ofSeconds(10);
  private static final Duration MOST_TIME = Duration.ofMinutes(2);
  private static final int WARM_UP = 300;
  private static final long MOST_LEFT_BEHIND = 64 << 20;

  private final Function<Random, T> make;
  private final Function<T, String> describe;
  private final Consumer<T> check;

  /** The input under way. */
  private record Attempt<T>(long seed, T input) {}

  private volatile Attempt<T> attempt;
  private volatile Throwable failure;
  private volatile long checked;

  /**
   * @param make an input from a source of chance; the same for the same seed
   * @param describe the input, so that one can make it again by hand
   * @param check throws where the input shows a fault
   */
  public Fuzz(Function<Random, T> make, Function<T, String> describe, Consumer<T> check) {
    this.make = make;
    this.describe = describe;
    this.check = check;
  }

  /** How long the nightly run of a fuzzer takes: {@code -Dtwofold.fuzz.seconds}. */
  public static Duration nightly() {
    return Duration.ofSeconds(Long.getLong("twofold.fuzz.seconds", 600));
  }

  /** Runs from the same seed each time. Returns how many inputs were checked. */
  public long runFor(Duration time) {
    return runFor(time, Long.getLong("twofold.fuzz.seed", 1));
  }

  /** Runs from a seed that no run had. Returns how many inputs were checked. */
  public long runAnewFor(Duration time) {
    return runFor(time, Long.getLong("twofold.fuzz.seed", System.nanoTime()));
  }

  private long runFor(Duration time, long firstSeed) {
    Thread worker = new Thread(() -> work(firstSeed, System.nanoTime() + time.toNanos()), "fuzz");
    worker.setDaemon(true);
    worker.start();
    watch(worker);
    if (failure != null) {
      throw new AssertionError(name(attempt), failure);
    }
    return checked;
  }

  private void work(long firstSeed, long end) {
    long before = Long.MAX_VALUE;
    try {
      for (long seed = firstSeed; seed == firstSeed || System.nanoTime() < end; seed++) {
        attempt = new Attempt<>(seed, null);
        attempt = new Attempt<>(seed, make.apply(new Random(seed)));
        check.accept(attempt.input);
        checked = seed - firstSeed + 1;
        if (checked == WARM_UP) {
          before = usedMemory();
        }
      }
      attempt = null;
      if (before != Long.MAX_VALUE && usedMemory() - before > MOST_LEFT_BEHIND) {
        throw new AssertionError("From " + before + " bytes in use to " + usedMemory());
      }
    } catch (Throwable e) { // a StackOverflowError is a finding, too
      failure = e;
    }
  }

  private void watch(Thread worker) {
    Attempt<T> seen = null;
    long cpuBefore = 0;
    long timeBefore = 0;
    try {
      while (worker.isAlive()) {
        worker.join(50);
        long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(worker.getId());
        Attempt<T> now = attempt;
        if (now == null || seen == null || now.seed != seen.seed) {
          seen = now;
          cpuBefore = cpu;
          timeBefore = System.nanoTime();
        } else if (cpu - cpuBefore > MOST_CPU.toNanos()
            || System.nanoTime() - timeBefore > MOST_TIME.toNanos()) {
          AssertionError hang = new AssertionError("Not done after " + MOST_CPU + "; it is at");
          hang.setStackTrace(worker.getStackTrace());
          failure = hang;
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String name(Attempt<T> of) {
    if (of == null) {
      return "after " + checked + " inputs";
    }
    String input = of.input == null ? "which could not be made" : describe.apply(of.input);
    return "-Dtwofold.fuzz.seed=" + of.seed + ": " + input;
  }

  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    // A collection may leave what was let go only a moment ago.
    for (int i = 0; i < 3; i++) {
      System.gc();
      pause();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
