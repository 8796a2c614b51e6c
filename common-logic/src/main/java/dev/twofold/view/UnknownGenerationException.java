package dev.twofold.view;

/** A generation that was asked for is not there: never published, or expired. */
public class UnknownGenerationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownGenerationException(String message) {
    super(message);
  }
}
