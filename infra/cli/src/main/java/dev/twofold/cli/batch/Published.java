package dev.twofold.cli.batch;

import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.CliException;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the batch layer has published of a project's views, read from the warehouse. Not
 * thread-safe.
 */
public final class Published implements AutoCloseable {
  private final Project project;
  private final Warehouse warehouse;

  public Published(Project project) {
    this.project = project;
    this.warehouse = Warehouse.open(project.settings().warehouse(), project.name());
  }

  /** The current generation of each view in force that has one, by view name. */
  public Map<String, Generation> current() {
    return current(project.views(), Fold::view);
  }

  /** The current generation of each version that has one, by {@link Project#label}. */
  public Map<String, Generation> currentOfVersions() {
    return current(project.versions(), project::label);
  }

  private Map<String, Generation> current(List<Fold> views, Function<Fold, String> name) {
    Map<String, Generation> current = new LinkedHashMap<>();
    for (Fold view : views) {
      warehouse
          .findView(view)
          .flatMap(table -> table.version().current())
          .ifPresent(generation -> current.put(name.apply(view), generation));
    }
    return current;
  }

  /** What the master dataset of each source holds, by source name. */
  public Map<String, MasterDataset.Version> landed() {
    Map<String, MasterDataset.Version> landed = new LinkedHashMap<>();
    for (SourceDefinition source : project.sources()) {
      warehouse.findMaster(source).ifPresent(master -> landed.put(source.name(), master.version()));
    }
    return landed;
  }

  /** The files whose records a source's master dataset holds. */
  public List<BackfilledFile> backfilled(String source) {
    return warehouse
        .findMaster(project.source(source))
        .map(MasterDataset::backfilled)
        .orElse(List.of());
  }

  /** The newest runs over a source, the newest first; none before its first. */
  public List<RunRecord> runs(String source, int limit) {
    return warehouse
        .findMaster(project.source(source))
        .map(master -> master.runs().newest(limit))
        .orElse(List.of());
  }

  /** The newest run over a source of a kind. */
  public Optional<RunRecord> newestRun(String source, Predicate<RunRecord> kind) {
    return warehouse
        .findMaster(project.source(source))
        .flatMap(master -> master.runs().newest(kind));
  }

  /** The names of the views that batch runs leave alone since a rollback. */
  public List<String> held() {
    return project.versions().stream()
        .filter(view -> hold(view).isPresent())
        .map(Fold::view)
        .distinct()
        .toList();
  }

  private Optional<String> hold(Fold version) {
    return warehouse
        .findView(version)
        .flatMap(table -> table.version().hold())
        .or(() -> project.deployment().hold(version.view()));
  }

  /** The batch views of all versions of a view, by name, that have one. */
  public List<BatchViewTable> tables(String name) {
    return project.versions().stream()
        .filter(version -> version.view().equals(name))
        .flatMap(version -> warehouse.findView(version).stream())
        .toList();
  }

  /**
   * The batch view of a view by name, of its version in force; empty before its first publish.
   *
   * @throws CliException where the project has no such view
   */
  public Optional<BatchViewTable> table(String name) {
    return warehouse.findView(view(name));
  }

  /**
   * A view by name, in its version in force.
   *
   * @throws CliException where the project has no such view
   */
  public Fold view(String name) {
    return project.views().stream()
        .filter(candidate -> candidate.view().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CliException.refused(
                    "Project "
                        + project.name()
                        + " has no view "
                        + name
                        + "; there are "
                        + names()));
  }

  /**
   * The batch view of a view by name.
   *
   * @throws CliException where the project has no such view, or nothing was published yet
   */
  public BatchViewTable requireTable(String name) {
    return table(name)
        .orElseThrow(
            () ->
                CliException.refused(
                    "View "
                        + name
                        + " has no generation yet: publish one with ./twofold batch run"));
  }

  private String names() {
    return project.views().stream().map(Fold::view).collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    try {
      warehouse.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the warehouse", e);
    }
  }
}
