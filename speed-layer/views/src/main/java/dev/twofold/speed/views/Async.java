package dev.twofold.speed.views;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waiting for the driver's answers. */
final class Async {
  private Async() {}

  /** The answer, or the driver's own exception. */
  static <T> T await(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        cause.addSuppressed(new RuntimeException("waited for here"));
        throw cause;
      }
      throw e;
    }
  }
}
