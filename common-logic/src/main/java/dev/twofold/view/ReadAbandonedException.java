package dev.twofold.view;

/** Whoever takes the states of a read wants no more of them. Never taken for a store's failure. */
public class ReadAbandonedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ReadAbandonedException(String message) {
    super(message);
  }
}
