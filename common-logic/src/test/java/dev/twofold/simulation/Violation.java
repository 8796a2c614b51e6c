package dev.twofold.simulation;

/** The protocol did what it must never do. An error: no one on the way may take it for a fault. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
