package dev.twofold.batch.views;

/**
 * Something is wrong that a retry would not mend: a person has to decide. The message says what.
 */
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }

  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
