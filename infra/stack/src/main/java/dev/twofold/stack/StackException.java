package dev.twofold.stack;

/**
 * A part of the local stack does not start or does not run. The message says which, why, and which
 * log to read.
 */
public class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
