package dev.twofold.speed.job;

import java.io.IOException;

/** Halts a process, and lets it go on. */
final class Signal {
  private Signal() {}

  static void stop(long pid) {
    send("-STOP", pid);
  }

  static void resume(long pid) {
    send("-CONT", pid);
  }

  private static void send(String signal, long pid) {
    try {
      int code =
          new ProcessBuilder("kill", signal, Long.toString(pid)).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill " + signal + " " + pid + " ended with " + code);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
