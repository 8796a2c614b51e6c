package dev.twofold.speed.job;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waiting for what another process does. */
final class Await {
  private Await() {}

  /** Waits until it holds. */
  static void until(String what, Duration limit, Callable<Boolean> holds) {
    until(what, limit, () -> "", holds);
  }

  /** Waits until it holds; says what {@code evidence} yields where it does not. */
  static void until(
      String what, Duration limit, Supplier<String> evidence, Callable<Boolean> holds) {
    long giveUp = System.nanoTime() + limit.toNanos();
    try {
      while (!holds.call()) {
        if (System.nanoTime() > giveUp) {
          throw new AssertionError(
              "Waited " + limit + " in vain until " + what + "\n" + evidence.get());
        }
        Thread.sleep(50);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
