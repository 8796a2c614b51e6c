package dev.twofold.serving.http;

import dev.twofold.epoch.EpochClock;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The views that a server serves, by name. */
public final class Catalog {
  private final String project;
  private final EpochClock epochs;
  private final TreeMap<String, ServedView> views = new TreeMap<>();

  public Catalog(String project, EpochClock epochs, List<ServedView> views) {
    this.project = project;
    this.epochs = epochs;
    views.forEach(view -> this.views.put(view.name(), view));
  }

  String project() {
    return project;
  }

  EpochClock epochs() {
    return epochs;
  }

  /** All of them, by ascending name. */
  public Collection<ServedView> views() {
    return views.values();
  }

  /**
   * @throws UnknownViewException where there is no such view
   */
  ServedView view(String name) {
    ServedView view = views.get(name);
    if (view == null) {
      throw new UnknownViewException(name, views.keySet());
    }
    return view;
  }
}
