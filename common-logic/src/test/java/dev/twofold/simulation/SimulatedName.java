package dev.twofold.simulation;

import dev.twofold.definition.DeployedView;
import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import dev.twofold.view.Layer;
import dev.twofold.view.Slice;
import dev.twofold.view.ViewReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A view's name, whose definition is edited, removed and rolled back while all else goes on. Its
 * versions differ in what they are called only: what is judged is which of them is folded, asked
 * and cleaned when.
 */
final class SimulatedName {
  private static final String NAME = "by_account";
  private static final Duration KEPT = Duration.ofMillis(20);

  /** What the project folder may have: the view, an edited one, none. */
  private static final List<Project> FOLDERS =
      Stream.of("simulation", "simulation-edited", "simulation-removed")
          .map(folder -> Project.load(Path.of("src/test/resources/" + folder), Map.of()))
          .toList();

  private final World world;
  private final List<SimulatedView> views;
  private final SimulatedSpeed speed;
  private final Map<String, SimulatedView> stores = new HashMap<>();
  private Deployment deployment = Deployment.NONE;

  /**
   * @param views what both layers fold: it puts live versions there, and takes them out
   */
  SimulatedName(World world, List<SimulatedView> views, SimulatedSpeed speed) {
    this.world = world;
    this.speed = speed;
    this.views = views;
  }

  /** The version that answers for the name; null where the view is not there. */
  SimulatedView inForce() {
    DeployedView view = deployment.views().get(NAME);
    return view == null ? null : view.inForce().map(this::store).orElse(null);
  }

  /** Does something to it; yields what goes on by itself, null where nothing does. */
  Step any() {
    int dice = world.random.nextInt(100);
    if (dice < 8 || deployment.number() == 0) {
      deploy();
    } else if (dice < 50) {
      promote();
    } else if (dice < 58) {
      rollBack();
    } else if (dice < 66) {
      change(before -> before.hold(NAME).isPresent() ? before.released(NAME) : before);
    } else {
      return expire();
    }
    return null;
  }

  void deploy() {
    Project folder = world.any(FOLDERS);
    change(before -> DeploymentPlan.of(before, folder, world.log.now()).next());
  }

  private void change(UnaryOperator<Deployment> change) {
    deployment = deployment.next(change);
    follow();
  }

  /** Both layers fold what is live: the speed layer stops, to go on with it from its checkpoint. */
  private void follow() {
    List<SimulatedView> live =
        versions(Status.BUILDING, Status.IN_FORCE, Status.REPLACED, Status.ROLLED_BACK).stream()
            .map(this::store)
            .toList();
    boolean changed = views.removeIf(view -> stores.containsValue(view) && !live.contains(view));
    for (SimulatedView view : live) {
      if (!views.contains(view)) {
        views.add(view);
        changed = true;
      }
    }
    if (changed && !world.fails(4)) {
      speed.crash();
    }
  }

  private List<Version> versions(Status... any) {
    DeployedView view = deployment.views().get(NAME);
    List<Version> all = view == null ? List.of() : view.versions();
    return all.stream().filter(version -> List.of(any).contains(version.status())).toList();
  }

  private SimulatedView store(Version version) {
    String key = world.has(Bug.ID_OF_AN_EARLIER_LIFE) ? version.meaning() : version.id();
    return stores.computeIfAbsent(key, none -> new SimulatedView(world));
  }

  private void promote() {
    for (Version built : versions(Status.BUILDING)) {
      if (!isExact(store(built)) && !world.has(Bug.PROMOTED_BEFORE_COMPLETE)) {
        continue;
      }
      boolean wasExact = isExact(inForce());
      change(before -> before.promoted(NAME, built.id(), world.log.now()));
      if (wasExact && !isExact(inForce())) {
        throw new Violation("a version took the name before it was complete");
      }
    }
  }

  private static boolean isExact(SimulatedView view) {
    return new ViewReader(view.batch, view.rows, SimulatedLog.EPOCHS, Clock.systemUTC())
        .read(Slice.everything(), Layer.MERGED, OptionalLong.empty(), new Answer())
        .exact();
  }

  private void rollBack() {
    List<Version> earlier = versions(Status.REPLACED, Status.ROLLED_BACK);
    if (!earlier.isEmpty()) {
      String to = world.any(earlier).id();
      change(before -> before.rolledBack(NAME, to, "a test", world.log.now()));
    }
  }

  /** Retires what was replaced long ago, then cleans what is retired, one after the other. */
  Step expire() {
    List<Version> due;
    if (world.has(Bug.CLEANED_WITHOUT_RETIRING)) {
      due = versions(Status.REPLACED);
    } else {
      change(before -> before.expired(KEPT, world.log.now()));
      due =
          deployment.toClean(Duration.ZERO, world.log.now()).stream()
              .map(Deployment.Retired::version)
              .toList();
    }
    return due.isEmpty() ? null : clean(new ArrayList<>(due), world.queries());
  }

  private Step clean(List<Version> due, long asOf) {
    return () -> {
      if (world.isQueryRunningSince(asOf) && !world.has(Bug.RETIRED_CLEANED_AT_ONCE)) {
        return clean(due, asOf);
      }
      Version first = due.remove(0);
      store(first).dropRows();
      return () -> {
        store(first).dropSegments();
        return () -> {
          change(before -> before.cleaned(NAME, first.id()));
          return due.isEmpty() ? null : clean(due, asOf);
        };
      };
    };
  }
}
