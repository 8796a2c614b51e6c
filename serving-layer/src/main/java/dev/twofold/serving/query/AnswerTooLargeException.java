package dev.twofold.serving.query;

import dev.twofold.view.ReadAbandonedException;

/** The query would read or hold more than the server's limits allow. */
public final class AnswerTooLargeException extends ReadAbandonedException {
  private static final long serialVersionUID = 1L;

  public AnswerTooLargeException(String message) {
    super(message);
  }
}
