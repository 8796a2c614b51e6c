package dev.twofold.batch.views;

/**
 * Another run committed to the table since this one planned its commit. Nothing was changed. What
 * was planned is void: plan again from the table as it is now, never apply the old plan again.
 */
public class LostRaceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LostRaceException(String message, Throwable cause) {
    super(message, cause);
  }
}
