package dev.twofold.cli.doctor;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * What a store answered, or why it did not.
 *
 * @param failure null where it answered
 */
record Asked<T>(Optional<T> answer, Throwable failure) {
  static <T> Asked<T> of(Callable<T> question) {
    try {
      return new Asked<>(Optional.of(question.call()), null);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return new Asked<>(Optional.empty(), cause(e));
    }
  }

  static <T> Asked<T> failed(Throwable failure) {
    return new Asked<>(Optional.empty(), cause(failure));
  }

  /** Asks on, of what was answered. */
  <R> Asked<R> then(Function<T, R> question) {
    return answer.isPresent() ? of(() -> question.apply(answer.get())) : failed(failure);
  }

  boolean isFailed() {
    return failure != null;
  }

  /** Why there is no answer, on one line: what was tried, and what stopped it. */
  String reason() {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String tried = message(failure);
    return root == failure || tried.contains(message(root)) ? tried : tried + ": " + message(root);
  }

  private static String message(Throwable thrown) {
    return thrown.getMessage() == null
        ? thrown.getClass().getSimpleName()
        : thrown.getMessage().lines().findFirst().orElse("");
  }

  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
