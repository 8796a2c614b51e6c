package dev.twofold.definition;

import dev.twofold.definition.DeployedView.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What of a project is deployed: its sources, and of each view the versions that are there, with
 * the one in force, which the view's name stands for. The project folder says what is wanted; this
 * says what is, and holds all that it takes to compile it. Each change makes the next deployment,
 * with a number one higher; whoever keeps it puts it in place of the one before in one step.
 *
 * @param sources by name; one that was deployed once is never forgotten, as its events are not
 * @param views by name, removed ones among them
 * @param lives by a version's meaning, how many versions of it have been retired: deployed anew it
 *     gets an id of its own, so that it never meets the rows of an earlier life
 */
public record Deployment(
    long number,
    Map<String, DeployedSource> sources,
    Map<String, DeployedView> views,
    Map<String, Integer> lives) {
  /** Before the first. */
  public static final Deployment NONE = new Deployment(0, Map.of(), Map.of(), Map.of());

  public Deployment {
    sources = Map.copyOf(sources);
    views = Map.copyOf(views);
    lives = Map.copyOf(lives);
  }

  /** A version of a view, by the view's name and its own id. */
  public record Retired(String view, DeployedView.Version version) {}

  /** The text that {@link #parse} reads. */
  public String text() {
    return DeploymentJson.write(this);
  }

  /**
   * Reads what {@link #text} wrote, also that of an earlier version of this code.
   *
   * @throws IllegalArgumentException where it is damaged
   */
  public static Deployment parse(String text) {
    return DeploymentJson.read(text);
  }

  /**
   * A version that was built is complete: it takes over its view's name. The one before stays, to
   * roll back to. Nothing changes where the view is held, or the version no longer waits.
   */
  public Deployment promoted(String view, String id, long nowMillis) {
    DeployedView deployed = views.get(view);
    if (deployed == null || deployed.hold().isPresent() || !deployed.is(id, Status.BUILDING)) {
      return this;
    }
    return with(deployed.inForce(id, Status.REPLACED, nowMillis));
  }

  /**
   * Gives a view's name to an earlier version, and holds the view until it is released: nothing of
   * it is published, and no version takes the name by itself.
   *
   * @param reason for people; not empty
   * @throws IllegalArgumentException where the view has no such version that was in force once
   */
  public Deployment rolledBack(String view, String id, String reason, long nowMillis) {
    DeployedView deployed = require(view);
    if (!deployed.is(id, Status.REPLACED) && !deployed.is(id, Status.ROLLED_BACK)) {
      throw new IllegalArgumentException(
          "View "
              + view
              + " cannot be rolled back to version "
              + id
              + ". It can to: "
              + deployed.earlier());
    }
    return with(deployed.inForce(id, Status.ROLLED_BACK, nowMillis).held(reason));
  }

  /** Why a view is held; empty where it is not, or is not deployed. */
  public Optional<String> hold(String view) {
    return Optional.ofNullable(views.get(view)).flatMap(DeployedView::hold);
  }

  /** Ends the hold of a view. */
  public Deployment released(String view) {
    DeployedView deployed = require(view);
    return deployed.hold().isEmpty() ? this : with(deployed.released());
  }

  /**
   * Retires the versions that were replaced, or rolled back from, longer ago than they are kept.
   * Those of a held view stay.
   */
  public Deployment expired(Duration kept, long nowMillis) {
    Deployment next = this;
    for (DeployedView view : views.values()) {
      for (DeployedView.Version version : view.versions()) {
        boolean replaced =
            version.status() == Status.REPLACED || version.status() == Status.ROLLED_BACK;
        if (view.hold().isEmpty()
            && replaced
            && version.sinceMillis() <= nowMillis - kept.toMillis()) {
          next = next.retired(view.name(), version.id(), nowMillis);
        }
      }
    }
    return next;
  }

  /** What was retired at least so long ago that no query can still read it. */
  public List<Retired> toClean(Duration longestQuery, long nowMillis) {
    List<Retired> found = new ArrayList<>();
    for (DeployedView view : new TreeMap<>(views).values()) {
      for (DeployedView.Version version : view.versions()) {
        if (version.status() == Status.RETIRED
            && version.sinceMillis() <= nowMillis - longestQuery.toMillis()) {
          found.add(new Retired(view.name(), version));
        }
      }
    }
    return found;
  }

  /** Forgets a retired version: nothing of it is left in any store. */
  public Deployment cleaned(String view, String id) {
    DeployedView deployed = views.get(view);
    return deployed == null || !deployed.is(id, Status.RETIRED) ? this : with(deployed.without(id));
  }

  /** Whether a version is folded under any name: its real-time rows are in use. */
  public boolean isLive(String id) {
    return views.values().stream()
        .flatMap(view -> view.live().stream())
        .anyMatch(version -> version.id().equals(id));
  }

  /** Retires one version: it is folded no more, and its meaning gets a new id if it comes again. */
  Deployment retired(String view, String id, long nowMillis) {
    DeployedView deployed = require(view);
    DeployedView.Version version = deployed.version(id).orElseThrow();
    Map<String, Integer> counted = new TreeMap<>(lives);
    // Another name may share the version, and have retired it before.
    counted.merge(version.meaning(), version.life() + 1, Math::max);
    return new Deployment(number, sources, views, counted)
        .with(deployed.with(version.as(Status.RETIRED, nowMillis)));
  }

  DeployedView require(String view) {
    DeployedView deployed = views.get(view);
    if (deployed == null) {
      throw new IllegalArgumentException(
          "There is no deployed view " + view + "." + Suggestion.hint(view, views.keySet()));
    }
    return deployed;
  }

  Deployment with(DeployedView view) {
    Map<String, DeployedView> changed = new TreeMap<>(views);
    changed.put(view.name(), view);
    return new Deployment(number, sources, changed, lives);
  }

  Deployment with(DeployedSource source) {
    Map<String, DeployedSource> changed = new TreeMap<>(sources);
    changed.put(source.name(), source);
    return new Deployment(number, changed, views, lives);
  }

  /**
   * The deployment that a change makes of this one: the next, or this one where nothing changes.
   * Its number is one higher; where the change takes up a later deployment that was lost, that
   * one's.
   */
  public Deployment next(UnaryOperator<Deployment> change) {
    Deployment changed = change.apply(this);
    return changed.equals(this)
        ? this
        : new Deployment(
            Math.max(number + 1, changed.number), changed.sources, changed.views, changed.lives);
  }
}
