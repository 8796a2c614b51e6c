package dev.twofold.serving.sql;

/** A statement that cannot be answered, and why; a person has to change it. */
public final class SqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  /**
   * @param fix what to do about it; null where the message says it all
   */
  SqlException(String message, String fix) {
    super(message);
    this.fix = fix;
  }

  public String fix() {
    return fix;
  }
}
