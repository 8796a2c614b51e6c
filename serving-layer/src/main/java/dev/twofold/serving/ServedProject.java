package dev.twofold.serving;

import dev.twofold.batch.views.DeploymentTable;
import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.DeployedView;
import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import dev.twofold.serving.http.Catalog;
import dev.twofold.serving.http.ServedView;
import dev.twofold.view.RealtimeView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A project as a server serves it: as the warehouse says that it is deployed, from one second to
 * the next. A catalog is put in place of the one before in one step, and not before each version
 * that answers in it is indexed; queries under way end with the catalog that they began with. Every
 * version that is folded is read, whether it answers or not, so that a name changes hands in an
 * instant. A version that is complete is given its view's name: by whichever server sees it first.
 *
 * <p>What is read is for all threads; {@link #follow} is for one.
 */
final class ServedProject implements Supplier<Catalog> {
  private static final Logger LOG = LoggerFactory.getLogger(ServedProject.class);

  private final WarehouseLink warehouse;
  private final CassandraLink cassandra;
  private final Path indexes;
  private Project project;
  private DeploymentTable register;
  private long copied;
  private volatile Map<VersionName, Open> open = Map.of();
  private volatile Catalog catalog;

  private record VersionName(String view, String version) {
    static VersionName of(Fold fold) {
      return new VersionName(fold.view(), fold.version());
    }
  }

  /** A version that is read. */
  private record Open(ServedView view, IcebergBatchView batch) {}

  /**
   * Serves the project as it is; reads nothing yet.
   *
   * @param indexes this process's folder for the indexes of batch views
   */
  ServedProject(Project project, WarehouseLink warehouse, CassandraLink cassandra, Path indexes) {
    this.warehouse = warehouse;
    this.cassandra = cassandra;
    this.indexes = indexes;
    this.project = project;
    open = open(project);
    catalog = catalog(project, open);
  }

  /** What answers now. */
  @Override
  public Catalog get() {
    return catalog;
  }

  /** By what it is for people, how to bring each batch view that is read up to date. */
  Map<String, Runnable> batchViews() {
    Map<String, Runnable> refreshes = new LinkedHashMap<>();
    Catalog now = catalog;
    open.forEach(
        (name, version) -> {
          boolean answers = now.views().contains(version.view());
          refreshes.put(
              answers ? name.view() : name.view() + " (version " + name.version() + ")",
              version.batch()::refresh);
        });
    return refreshes;
  }

  /**
   * Takes up a later deployment, and gives names to versions that are complete.
   *
   * @throws RuntimeException where it cannot: what answers goes on answering
   */
  void follow() {
    Deployment deployed = deployed();
    if (deployed.number() > project.deployment().number()) {
      take(project.as(deployed));
    }
    promote();
    if (copied < project.deployment().number() && cassandra.copy(project.deployment())) {
      copied = project.deployment().number();
    }
  }

  private Deployment deployed() {
    Warehouse opened = warehouse.get();
    if (register == null) {
      if (opened.deployed().number() == 0) {
        return Deployment.NONE;
      }
      register = opened.deployments();
    }
    return register.current();
  }

  private void take(Project next) {
    Map<VersionName, Open> versions = open(next);
    for (Fold fold : next.views()) {
      // It may not have answered before, and of what it is asked next it must know the newest.
      versions.get(VersionName.of(fold)).batch().refresh();
    }
    Catalog changed = catalog(next, versions);
    Collection<Fold> before = project.versions();
    project = next;
    open = versions;
    // The atomic step: from here on a query is answered by this deployment.
    catalog = changed;
    LOG.warn("Deployment {} answers", next.deployment().number());
    // Queries may still read what was there until now.
    List<Fold> kept = new ArrayList<>(next.versions());
    kept.addAll(before);
    IcebergBatchView.dropOthers(indexes, kept);
  }

  private Map<VersionName, Open> open(Project of) {
    Map<VersionName, Open> versions = new LinkedHashMap<>();
    for (Fold fold : of.versions()) {
      VersionName name = VersionName.of(fold);
      Open before = open.get(name);
      IcebergBatchView batch =
          before == null ? new IcebergBatchView(warehouse, fold, indexes) : before.batch();
      RealtimeView speed = before == null ? cassandra.view(fold) : before.view().speed();
      ServedView view = ServedView.of(fold, of.source(fold.source()), batch, speed, of.clock());
      versions.put(name, new Open(view, batch));
    }
    return versions;
  }

  private static Catalog catalog(Project of, Map<VersionName, Open> versions) {
    List<ServedView> inForce = new ArrayList<>();
    for (Fold fold : of.views()) {
      inForce.add(versions.get(VersionName.of(fold)).view());
    }
    List<ServedView> building = new ArrayList<>();
    versions.forEach(
        (name, version) -> {
          if (status(of, name) == Status.BUILDING && !inForce.contains(version.view())) {
            building.add(version.view());
          }
        });
    return new Catalog(of, inForce, building);
  }

  private static Status status(Project of, VersionName name) {
    return Optional.ofNullable(of.deployment().views().get(name.view()))
        .flatMap(view -> view.version(name.version()))
        .map(DeployedView.Version::status)
        .orElse(Status.IN_FORCE);
  }

  private void promote() {
    for (String name : List.copyOf(catalog.namesBeingBuilt())) {
      Optional<Catalog.Building> building = catalog.building(name);
      if (building.isPresent() && building.get().waitsFor().isEmpty()) {
        String version = building.get().view().fold().version();
        long now = System.currentTimeMillis();
        take(project.as(register.change(before -> before.promoted(name, version, now))));
      }
    }
  }
}
