package dev.twofold.definition;

import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a project folder changes of what is deployed.
 *
 * <p>A view whose meaning changed gets a version beside the one in force; the first version of a
 * name is in force at once, as no other could answer. A view that is no longer there is retired. A
 * version that the name was taken back from is not put in its place again.
 *
 * @param next what it makes of the deployment before
 */
public record DeploymentPlan(Deployment next, List<Change> changes) {
  public DeploymentPlan {
    changes = List.copyOf(changes);
  }

  /** What becomes of a view. */
  public enum Kind {
    /** Its name is new; it answers at once, and says {@code degraded} until it is complete. */
    NEW,
    /** A version is built beside the one in force. */
    EDITED,
    /** Nothing of it is folded any more. */
    REMOVED,
    /** The folder has what was rolled back: left alone. */
    ROLLED_BACK
  }

  /**
   * @param version that of the folder; the one in force last, of a removed view
   */
  public record Change(Kind kind, String view, String version) {}

  /**
   * @param wanted a folder's project
   * @throws DefinitionException where the folder changes what cannot be changed of a source that
   *     has events; nothing is changed then
   */
  public static DeploymentPlan of(Deployment before, Project wanted, long nowMillis) {
    List<Change> changes = new ArrayList<>();
    Deployment next = before.next(current -> change(current, wanted, nowMillis, changes));
    return new DeploymentPlan(next, changes);
  }

  private static Deployment change(
      Deployment before, Project wanted, long nowMillis, List<Change> changes) {
    Deployment next = sources(before, wanted, nowMillis);
    for (Fold view : DeployedProject.over(next, wanted.views())) {
      next = deployed(next, view, nowMillis, changes);
    }
    Set<String> names = wanted.views().stream().map(Fold::view).collect(Collectors.toSet());
    for (DeployedView view : new TreeMap<>(before.views()).values()) {
      if (!names.contains(view.name()) && view.removedAtMillis() == 0) {
        next = removed(next, view, nowMillis);
        String last = view.inForce().map(Version::id).orElse("");
        changes.add(new Change(Kind.REMOVED, view.name(), last));
      }
    }
    return next;
  }

  private static Deployment sources(Deployment before, Project wanted, long nowMillis) {
    Diagnostics diagnostics = new Diagnostics();
    Deployment next = before;
    for (SourceDefinition source : wanted.sources()) {
      DeployedSource known = before.sources().get(source.name());
      String text = wanted.textOf(source);
      next =
          next.with(
              known == null
                  ? new DeployedSource(source.name(), text, List.of(), 0)
                  : known.changed(source, text, diagnostics));
    }
    diagnostics.throwIfAny();
    Set<String> names =
        wanted.sources().stream().map(SourceDefinition::name).collect(Collectors.toSet());
    for (DeployedSource source : before.sources().values()) {
      if (!names.contains(source.name()) && !source.isRemoved()) {
        next =
            next.with(new DeployedSource(source.name(), source.yaml(), source.gained(), nowMillis));
      }
    }
    return next;
  }

  private static Deployment deployed(
      Deployment before, Fold wanted, long nowMillis, List<Change> changes) {
    DeployedView view =
        before
            .views()
            .getOrDefault(
                wanted.view(), new DeployedView(wanted.view(), Optional.empty(), 0, List.of()))
            .present();
    Optional<Version> known =
        view.live().stream()
            .filter(version -> version.meaning().equals(wanted.version()))
            .findFirst();
    Status status =
        known.map(Version::status).orElse(null) == Status.IN_FORCE || view.inForce().isEmpty()
            ? Status.IN_FORCE
            : Status.BUILDING;
    if (known.isPresent() && known.get().status() == Status.ROLLED_BACK) {
      changes.add(new Change(Kind.ROLLED_BACK, view.name(), known.get().id()));
      return before.with(view);
    }
    Version version =
        known
            .map(there -> there.as(status, nowMillis).written(wanted.sql()))
            .orElseGet(
                () ->
                    Version.of(
                        wanted.version(),
                        before.lives().getOrDefault(wanted.version(), 0),
                        status,
                        nowMillis,
                        wanted.sql()));
    if (known.isEmpty() || known.get().status() != version.status()) {
      Kind kind = status == Status.IN_FORCE ? Kind.NEW : Kind.EDITED;
      changes.add(new Change(kind, view.name(), version.id()));
    }
    Deployment next = before.with(view);
    for (Version other : view.live()) {
      // It has never answered, and now it never will.
      if (other.status() == Status.BUILDING && !other.id().equals(version.id())) {
        next = next.retired(view.name(), other.id(), nowMillis);
      }
    }
    return next.with(next.require(view.name()).with(version));
  }

  private static Deployment removed(Deployment before, DeployedView view, long nowMillis) {
    Deployment next = before;
    for (Version version : view.live()) {
      next = next.retired(view.name(), version.id(), nowMillis);
    }
    return next.with(next.require(view.name()).removed(nowMillis));
  }
}
