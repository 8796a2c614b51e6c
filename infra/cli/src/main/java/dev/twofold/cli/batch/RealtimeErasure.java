package dev.twofold.cli.batch;

import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.Project;
import dev.twofold.erasure.Erasure;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeErasures;
import java.io.IOException;
import java.util.List;

/**
 * Tells the speed layer of the erasures that the master dataset records, and erases the real-time
 * rows that it wrote without them. Idempotent.
 */
public record RealtimeErasure(Project project, SourceDefinition source) {

  /**
   * Applies all that are recorded.
   *
   * @return what was done, in one line
   */
  public String apply() throws IOException {
    List<Erasure> erasures = recorded();
    int incarnations = 0;
    if (!erasures.isEmpty()) {
      try (CassandraSession session = CassandraSession.open(project.settings())) {
        RealtimeErasures realtime = new RealtimeErasures(session, source.name());
        realtime.record(erasures);
        incarnations =
            realtime.eraseRows(project.versionsOf(source).stream().map(Fold::version).toList());
      }
    }
    int tables = new RealtimeRows(project).dropUnneeded();
    return incarnations == 0
        ? "no real-time rows of them"
        : "rows of "
            + Units.count(incarnations, "incarnation")
            + " and "
            + Units.count(tables, "table")
            + " dropped; the speed layer begins a new one";
  }

  /** Tells the speed layer of erasures that it does not know, as where its keyspace is new. */
  public void announce() throws IOException {
    List<Erasure> erasures = recorded();
    if (!erasures.isEmpty()) {
      try (CassandraSession session = CassandraSession.open(project.settings())) {
        new RealtimeErasures(session, source.name()).record(erasures);
      }
    }
  }

  private List<Erasure> recorded() throws IOException {
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      return warehouse
          .findMaster(source)
          .map(MasterDataset::version)
          .map(MasterDataset.Version::erasures)
          .orElse(List.of());
    }
  }
}
