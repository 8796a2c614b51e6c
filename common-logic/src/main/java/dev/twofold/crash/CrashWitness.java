package dev.twofold.crash;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Is told of each crash point that this process comes to. By default nobody listens. A process
 * started with {@code -Dtwofold.halt-at=NAME} halts at the point of that name, or with {@code
 * NAME:3} the third time that it comes there.
 */
public final class CrashWitness implements AutoCloseable {
  /** The system property that names the crash point at which to halt. */
  public static final String HALT_AT = "twofold.halt-at";

  /** The exit code of a process that halted: that of one ended by SIGKILL. */
  public static final int HALTED = 137;

  private static volatile Consumer<CrashPoint> witness = haltingAt(System.getProperty(HALT_AT));

  private final Consumer<CrashPoint> before = witness;

  private CrashWitness() {}

  /**
   * Has all crash points of this process told to the witness, on the thread that comes to them,
   * until this is closed.
   */
  public static CrashWitness of(Consumer<CrashPoint> told) {
    CrashWitness replaced = new CrashWitness();
    witness = told;
    return replaced;
  }

  @Override
  public void close() {
    witness = before;
  }

  static void tell(CrashPoint point) {
    Consumer<CrashPoint> told = witness;
    if (told != null) {
      told.accept(point);
    }
  }

  private static Consumer<CrashPoint> haltingAt(String text) {
    if (text == null) {
      return null;
    }
    String[] parts = text.split(":", 2);
    AtomicInteger left = new AtomicInteger(parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
    return point -> {
      if (point.name().equals(parts[0]) && left.decrementAndGet() == 0) {
        // As SIGKILL does: no hook runs, nothing is flushed.
        Runtime.getRuntime().halt(HALTED);
      }
    };
  }
}
