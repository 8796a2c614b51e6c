package dev.twofold.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Work beside the command's own thread. Each task has a thread of its own, because it waits more
 * than it computes.
 */
public final class Background {
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
      };

  private Background() {}

  /** A task without a result, which may throw anything. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /** Starts the action; what it throws comes out of the future. */
  public static CompletableFuture<Void> run(Action action) {
    return start(
        () -> {
          action.run();
          return null;
        });
  }

  /** Starts the task; what it throws comes out of the future. */
  public static <T> CompletableFuture<T> start(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    THREADS.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
