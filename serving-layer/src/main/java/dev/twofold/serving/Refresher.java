package dev.twofold.serving;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for new generations of each batch view, again and again. Until one is indexed the previous
 * one answers.
 */
final class Refresher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final Map<String, Runnable> refreshes;
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "batch-view-refresher");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param refreshes by view's name
   */
  Refresher(Map<String, Runnable> refreshes) {
    this.refreshes = new LinkedHashMap<>(refreshes);
  }

  /** Refreshes all views once, then goes on in the background. */
  void start() {
    refreshAll();
    executor.scheduleWithFixedDelay(
        this::refreshAll, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void refreshAll() {
    refreshes.forEach(this::refresh);
  }

  private void refresh(String view, Runnable refresh) {
    try {
      refresh.run();
      if (failures.remove(view) != null) {
        LOG.warn("The batch view of {} can be read again", view);
      }
    } catch (RuntimeException e) {
      // Said once, not every second.
      if (failures.put(view, String.valueOf(e.getMessage())) == null) {
        LOG.warn(
            "Cannot look for a new generation of {}; the last one read goes on answering", view, e);
      }
    }
  }

  /** Why some view's last refresh failed; empty where none did. */
  Optional<String> failure() {
    return failures.entrySet().stream()
        .findFirst()
        .map(entry -> "cannot refresh " + entry.getKey() + ": " + entry.getValue());
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
