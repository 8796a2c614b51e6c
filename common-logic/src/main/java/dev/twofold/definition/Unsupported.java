package dev.twofold.definition;

/** An expression that a view cannot have; the message is for the view's author. */
final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unsupported(String message) {
    super(message);
  }
}
