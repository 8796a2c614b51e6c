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
 * Looks for new generations of each batch view, and for what is deployed, again and again. Until a
 * generation is indexed the previous one answers.
 */
final class Refresher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final ServedProject project;
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "batch-view-refresher");
            thread.setDaemon(true);
            return thread;
          });

  Refresher(ServedProject project) {
    this.project = project;
  }

  /** Looks at all once, then goes on in the background. */
  void start() {
    refreshAll();
    executor.scheduleWithFixedDelay(
        this::refreshAll, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void refreshAll() {
    Map<String, Runnable> refreshes = new LinkedHashMap<>();
    project
        .batchViews()
        .forEach((view, refresh) -> refreshes.put("the batch view of " + view, refresh));
    refreshes.put("what is deployed", project::follow);
    failures.keySet().retainAll(refreshes.keySet());
    refreshes.forEach(this::refresh);
  }

  private void refresh(String what, Runnable refresh) {
    try {
      refresh.run();
      if (failures.remove(what) != null) {
        LOG.warn("It can be read again: {}", what);
      }
    } catch (RuntimeException e) {
      // Said once, not every second.
      if (failures.put(what, String.valueOf(e.getMessage())) == null) {
        LOG.warn("Cannot look for news of {}; what was read last goes on answering", what, e);
      }
    }
  }

  /** Why the last look at something failed; empty where none did. */
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
