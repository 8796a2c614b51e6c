package dev.twofold.crash;

/**
 * A moment between two durable steps. Whoever is killed there leaves the first without the second,
 * and what runs next has to end where it would have ended without the kill. Each layer lists its
 * own, as an enum, and says of each what is durable and what is not.
 */
public interface CrashPoint {
  String name();

  /** Called by the code that has come there. Does nothing but in tests. */
  default void reached() {
    CrashWitness.tell(this);
  }
}
