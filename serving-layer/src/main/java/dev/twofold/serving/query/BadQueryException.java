package dev.twofold.serving.query;

/** The request cannot be answered as it stands; another one can. */
public final class BadQueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  /**
   * @param message what is wrong, naming the parameter
   * @param fix what to send instead
   */
  public BadQueryException(String message, String fix) {
    super(message);
    this.fix = fix;
  }

  public String fix() {
    return fix;
  }
}
