package dev.twofold.stack;

import java.io.IOException;

/** Asks a process whether it serves. Called again and again until it says yes. */
@FunctionalInterface
public interface ReadyCheck {
  /**
   * True once the process serves. Must answer within a few seconds.
   *
   * @throws IOException where it cannot be reached, which means "not yet"
   */
  boolean isReady() throws IOException;
}
