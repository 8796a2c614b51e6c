package dev.twofold.serving.http;

import dev.twofold.definition.DeployedView;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochClock;
import dev.twofold.event.SourceDefinition;
import dev.twofold.serving.query.QueryEngine;
import dev.twofold.view.Takeover;
import dev.twofold.view.ViewUnavailableException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The views that a server serves, by name, as one deployment has them. Whoever answers takes one
 * catalog at the start and keeps to it: a later deployment makes another, and changes none.
 */
public final class Catalog {
  private final Project project;
  private final TreeMap<String, ServedView> views = new TreeMap<>();
  private final TreeMap<String, ServedView> building = new TreeMap<>();

  /**
   * @param inForce for each view the version that answers
   * @param building the versions that are to take over their views' names
   */
  public Catalog(Project project, List<ServedView> inForce, List<ServedView> building) {
    this.project = project;
    inForce.forEach(view -> this.views.put(view.name(), view));
    building.forEach(view -> this.building.put(view.name(), view));
  }

  /**
   * A version that is being built.
   *
   * @param view what will answer
   * @param since when it was deployed
   * @param waitsFor why it cannot take over yet; empty where it will at once
   */
  public record Building(ServedView view, Instant since, List<String> waitsFor) {}

  String project() {
    return project.name();
  }

  /** What is deployed, by number; 0 where nothing was yet. */
  public long deployment() {
    return project.deployment().number();
  }

  EpochClock epochs() {
    return project.clock();
  }

  public List<SourceDefinition> sources() {
    return project.sources();
  }

  /** All that answer, by ascending name. */
  public Collection<ServedView> views() {
    return views.values();
  }

  /** What answers SQL over them. */
  List<QueryEngine> engines() {
    return views.values().stream().map(ServedView::engine).toList();
  }

  /** The names of the views of which a version is being built. */
  public Collection<String> namesBeingBuilt() {
    return building.keySet();
  }

  /** The version of the view that is being built, as it stands now; empty where none is. */
  public Optional<Building> building(String name) {
    ServedView next = building.get(name);
    if (next == null) {
      return Optional.empty();
    }
    return Optional.of(new Building(next, builtSince(name), waitsFor(name, next)));
  }

  /** When the version of the view was deployed that is being built. */
  Instant builtSince(String name) {
    return deployed(name)
        .flatMap(view -> view.version(building.get(name).fold().version()))
        .map(Version::sinceMillis)
        .map(Instant::ofEpochMilli)
        .orElseThrow();
  }

  private List<String> waitsFor(String name, ServedView next) {
    Optional<String> hold = hold(name);
    if (hold.isPresent()) {
      return List.of("the view is held: " + hold.get());
    }
    try {
      return Takeover.obstacles(view(name).reader(), next.reader());
    } catch (ViewUnavailableException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** Why no version takes the view's name; empty where it is not held. */
  Optional<String> hold(String name) {
    return project.deployment().hold(name);
  }

  private Optional<DeployedView> deployed(String name) {
    return Optional.ofNullable(project.deployment().views().get(name));
  }

  /**
   * @throws UnknownViewException where there was never such a view
   * @throws RemovedViewException where there was one
   */
  ServedView view(String name) {
    ServedView view = views.get(name);
    if (view == null) {
      deployed(name)
          .filter(known -> known.removedAtMillis() > 0)
          .ifPresent(
              known -> {
                throw new RemovedViewException(name, Instant.ofEpochMilli(known.removedAtMillis()));
              });
      throw new UnknownViewException(name, views.keySet());
    }
    return view;
  }
}
