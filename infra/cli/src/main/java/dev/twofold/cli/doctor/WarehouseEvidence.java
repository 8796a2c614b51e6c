package dev.twofold.cli.doctor;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.FileCheck;
import dev.twofold.batch.views.FileCheck.Damage;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the warehouse holds.
 *
 * @param opened whether there is one; false before the first batch run
 * @param masters by source name
 * @param views by view version, {@link Project#label}
 */
record WarehouseEvidence(
    Asked<Boolean> opened,
    Map<String, Asked<Optional<Master>>> masters,
    Map<String, Asked<Optional<View>>> views) {

  record Master(MasterDataset.Version version, List<Damage> damages) {}

  record View(BatchViewTable.Version version, List<Generation> generations, List<Damage> damages) {}

  /** For reading view files; of what is left then, no rows are read. */
  private static final Duration READ_LIMIT = Duration.ofSeconds(10);

  static WarehouseEvidence failed(Throwable failure) {
    return new WarehouseEvidence(Asked.failed(failure), Map.of(), Map.of());
  }

  static WarehouseEvidence of(Project project) {
    Settings.Warehouse settings = project.settings().warehouse();
    if (!Warehouse.exists(settings)) {
      return new WarehouseEvidence(Asked.of(() -> false), Map.of(), Map.of());
    }
    try (Warehouse warehouse = Warehouse.open(settings, project.name())) {
      Map<String, Asked<Optional<Master>>> masters = new TreeMap<>();
      for (SourceDefinition source : project.sources()) {
        masters.put(
            source.name(),
            Asked.of(() -> warehouse.findMaster(source).map(WarehouseEvidence::look)));
      }
      Map<String, Asked<Optional<View>>> views = new TreeMap<>();
      Instant deadline = Instant.now().plus(READ_LIMIT);
      for (Fold view : project.versions()) {
        views.put(
            project.label(view),
            Asked.of(() -> warehouse.findView(view).map(table -> look(table, deadline))));
      }
      return new WarehouseEvidence(Asked.of(() -> true), masters, views);
    } catch (Exception e) {
      return failed(e);
    }
  }

  private static Master look(MasterDataset master) {
    return new Master(master.version(), FileCheck.damages(master.table()));
  }

  private static View look(BatchViewTable view, Instant deadline) {
    return new View(view.version(), view.generations(), FileCheck.damages(view.table(), deadline));
  }

  /** What is known of a source's master dataset; empty where there is none, or it is not known. */
  Optional<Master> master(String source) {
    return Optional.ofNullable(masters.get(source)).flatMap(Asked::answer).flatMap(found -> found);
  }

  /** What is known of a view version; empty where it was never published, or that is not known. */
  Optional<View> view(String label) {
    return Optional.ofNullable(views.get(label)).flatMap(Asked::answer).flatMap(found -> found);
  }
}
