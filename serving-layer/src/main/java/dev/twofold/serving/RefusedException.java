package dev.twofold.serving;

/**
 * The server cannot start as it was asked to; a retry would end the same. The message says what to
 * change.
 */
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }

  RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
