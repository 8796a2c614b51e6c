package dev.twofold.cli.platform;

/**
 * Whether this process was asked to end: then what fails, fails because of that, and is not worth a
 * word.
 */
public final class Stopping {
  private static volatile boolean underWay;

  private Stopping() {}

  public static boolean isUnderWay() {
    return underWay;
  }

  /** Runs the task once, when the process ends: by Ctrl-C, by SIGTERM, or of itself. */
  static Thread onEnd(Runnable task) {
    Thread hook =
        new Thread(
            () -> {
              underWay = true;
              task.run();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }
}
