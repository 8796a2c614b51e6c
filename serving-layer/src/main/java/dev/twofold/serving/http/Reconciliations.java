package dev.twofold.serving.http;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.reconciliation.ReportStore;
import dev.twofold.reconciliation.ReportStore.RunSummary;
import dev.twofold.view.ViewUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The reports of reconciliation, as a server reads them. Thread-safe. */
public final class Reconciliations {
  private static final long KEEP_NANOS = 10_000_000_000L;

  private final Supplier<Warehouse> warehouse;
  private final String project;
  private Optional<RunSummary> newest = Optional.empty();
  private long readAt;
  private boolean read;

  /**
   * @param warehouse asked at each read; it may not open
   */
  public Reconciliations(Supplier<Warehouse> warehouse, String project) {
    this.warehouse = warehouse;
    this.project = project;
  }

  /**
   * @throws ViewUnavailableException where the warehouse cannot be read
   */
  ReportStore store() {
    try {
      return new ReportStore(warehouse.get(), project);
    } catch (RuntimeException e) {
      throw new ViewUnavailableException("the warehouse cannot be read: " + e.getMessage());
    }
  }

  /** The newest run, as of some seconds ago; empty before the first, or where it cannot be read. */
  synchronized Optional<RunSummary> newest() {
    if (!read || System.nanoTime() - readAt > KEEP_NANOS) {
      read = true;
      readAt = System.nanoTime();
      try {
        List<RunSummary> runs = store().newest(1);
        newest = runs.stream().findFirst();
      } catch (RuntimeException e) {
        newest = Optional.empty();
      }
    }
    return newest;
  }
}
