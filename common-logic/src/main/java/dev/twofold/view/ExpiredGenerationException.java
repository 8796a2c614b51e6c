package dev.twofold.view;

/** A generation that was asked for was published once, and has expired since. */
public final class ExpiredGenerationException extends UnknownGenerationException {
  private static final long serialVersionUID = 1L;

  public ExpiredGenerationException(String message) {
    super(message);
  }
}
