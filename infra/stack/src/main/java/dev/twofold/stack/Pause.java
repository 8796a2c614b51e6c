package dev.twofold.stack;

/** Waits between two looks at something that another process does. */
final class Pause {
  private Pause() {}

  /**
   * @throws StackException where the thread is interrupted; its flag stays set
   */
  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while waiting for a process", e);
    }
  }
}
