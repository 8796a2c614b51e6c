package dev.twofold.definition;

import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is deployed, compiled. A version that this code makes something else of than the code that
 * deployed it is left out: its rows cannot be folded on. The next deployment has it anew.
 *
 * @param inForce one a view, by name
 * @param versions all that are folded
 */
record DeployedProject(List<SourceDefinition> sources, List<Fold> inForce, List<Fold> versions) {

  static DeployedProject compile(Deployment deployment) {
    Map<String, SourceDefinition> sources = sources(deployment);
    Set<String> used = new TreeSet<>();
    List<Fold> inForce = new ArrayList<>();
    List<Fold> versions = new ArrayList<>();
    for (DeployedView view : new TreeMap<>(deployment.views()).values()) {
      Fold answers = null;
      for (Version version : view.live()) {
        Fold fold = compile(view.name(), version, sources);
        if (fold != null) {
          used.add(fold.source());
          versions.add(fold);
          answers = answers == null || version.status() == Status.IN_FORCE ? fold : answers;
        }
      }
      if (answers != null) {
        inForce.add(answers);
      }
    }
    List<SourceDefinition> present =
        sources.values().stream()
            .filter(
                source ->
                    used.contains(source.name())
                        || !deployment.sources().get(source.name()).isRemoved())
            .toList();
    return new DeployedProject(present, inForce, versions);
  }

  private static Map<String, SourceDefinition> sources(Deployment deployment) {
    Map<String, SourceDefinition> sources = new TreeMap<>();
    for (DeployedSource source : deployment.sources().values()) {
      sources.put(source.name(), source.definition());
    }
    return sources;
  }

  /** The views of a folder over the sources as they are deployed: a gained column means another. */
  static List<Fold> over(Deployment deployment, List<Fold> views) {
    Map<String, SourceDefinition> sources = sources(deployment);
    return views.stream().map(view -> compile(view.view(), view.sql(), sources)).toList();
  }

  /** Null where it does not mean today what it did. */
  private static Fold compile(String name, Version version, Map<String, SourceDefinition> sources) {
    Fold fold = compile(name, version.sql(), sources);
    return fold == null || !fold.version().equals(version.meaning())
        ? null
        : fold.asVersion(version.id());
  }

  private static Fold compile(String name, String sql, Map<String, SourceDefinition> sources) {
    return ViewCompiler.compile(
        "views/" + name + ".sql", name, sql, sources, Set.of(), new Diagnostics());
  }
}
