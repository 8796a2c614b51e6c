package dev.twofold.view;

/** No store that could answer the query can be read now. A retry may help. */
public final class ViewUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ViewUnavailableException(String message) {
    super(message);
  }
}
