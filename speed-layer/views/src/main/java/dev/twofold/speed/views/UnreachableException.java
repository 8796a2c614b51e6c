package dev.twofold.speed.views;

/** No node of Cassandra answers. To try again is safe. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String contactPoints, Throwable cause) {
    super("no node answers at " + contactPoints, cause);
  }
}
