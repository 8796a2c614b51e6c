package dev.twofold.serving;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The warehouse, opened as soon as it can be: the server starts, and answers from the real-time
 * views, while its catalog is down or damaged. Thread-safe.
 */
final class WarehouseLink implements Supplier<Warehouse>, AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Project project;
  private Warehouse warehouse;
  private RuntimeException failure;
  private long failedAt;

  WarehouseLink(Project project) {
    this.project = project;
  }

  /** Opens it where it is not open. Each view asks: of one failed attempt all are told. */
  @Override
  public synchronized Warehouse get() {
    if (warehouse != null) {
      return warehouse;
    }
    if (failure != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
      throw failure;
    }
    try {
      warehouse = Warehouse.open(project.settings().warehouse(), project.name());
      return warehouse;
    } catch (RuntimeException e) {
      failure = e;
      failedAt = System.nanoTime();
      throw e;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (warehouse != null) {
      warehouse.close();
    }
  }
}
