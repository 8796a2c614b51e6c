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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells the speed layer of the erasures that the master dataset records, and erases the real-time
 * rows that it wrote without them. Idempotent: a forget does so at its end, and each batch run for
 * one that was killed before.
 */
public record RealtimeErasure(Project project, SourceDefinition source) {

  /**
   * Applies all that the batch layer has applied.
   *
   * @return what was done, in one line
   */
  public String apply() throws IOException {
    int incarnations = erase();
    int tables = new RealtimeRows(project).dropUnneeded();
    return incarnations == 0
        ? "no real-time rows of them"
        : "rows of "
            + Units.count(incarnations, "incarnation")
            + " and "
            + Units.count(tables, "table")
            + " dropped; the speed layer begins a new one";
  }

  /**
   * Erases the rows of all erasures that the batch layer has applied; to tell the speed layer
   * earlier would only make answers degraded.
   *
   * @return how many incarnations had such rows
   */
  int erase() throws IOException {
    Optional<MasterDataset.Version> landed = landed();
    List<Erasure> applied = new ArrayList<>(erasures(landed));
    landed.map(MasterDataset.Version::unfinished).ifPresent(applied::removeAll);
    if (applied.isEmpty()) {
      return 0;
    }
    try (CassandraSession session = CassandraSession.open(project.settings())) {
      RealtimeErasures realtime = new RealtimeErasures(session, source.name());
      realtime.record(applied);
      return realtime.eraseRows(project.versionsOf(source).stream().map(Fold::version).toList());
    }
  }

  /** Tells the speed layer of erasures that it does not know, as where its keyspace is new. */
  public void announce() throws IOException {
    List<Erasure> erasures = erasures(landed());
    if (!erasures.isEmpty()) {
      try (CassandraSession session = CassandraSession.open(project.settings())) {
        new RealtimeErasures(session, source.name()).record(erasures);
      }
    }
  }

  private Optional<MasterDataset.Version> landed() throws IOException {
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      return warehouse.findMaster(source).map(MasterDataset::version);
    }
  }

  private static List<Erasure> erasures(Optional<MasterDataset.Version> landed) {
    return landed.map(MasterDataset.Version::erasures).orElse(List.of());
  }
}
