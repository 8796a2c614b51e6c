package dev.twofold.simulation;

import dev.twofold.view.Generation;
import dev.twofold.view.Layer;
import dev.twofold.view.Provenance;
import dev.twofold.view.Slice;
import dev.twofold.view.Takeover;
import dev.twofold.view.ViewReader;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** One run: steps of all parts in an order that the seed decides, a query after each, then rest. */
final class Simulation {
  private static final int STEPS = 140;
  private static final int MOST_ROUNDS = 2_000;

  private final World world;
  private final Steps steps;
  private final SimulatedMaster master;
  private final List<SimulatedView> views;
  private final SimulatedSpeed speed;
  private final Oracle oracle;

  /** Of the views, taken for versions of one, the one that its name stands for. */
  private SimulatedView named;

  private final Map<SimulatedView, ViewReader> readers = new HashMap<>();

  private Simulation(long seed, Set<Bug> planted) {
    world = new World(seed, planted);
    steps = new Steps(world);
    master = steps.master();
    views = steps.views();
    named = views.get(0);
    speed = steps.speed();
    oracle = new Oracle(world, speed.damages(), master);
  }

  /**
   * @return a number that two runs share only if they took the same steps
   * @throws Violation where the protocol failed
   */
  static long run(long seed, Set<Bug> planted) {
    Simulation simulation = new Simulation(seed, planted);
    for (int step = 0; step < STEPS; step++) {
      simulation.step();
      simulation.views.forEach(view -> view.checkKept(simulation.master));
      simulation.ask(simulation.world.any(simulation.views), OptionalLong.empty());
      simulation.takeOver();
    }
    simulation.rest();
    return simulation.world.random.nextLong();
  }

  private void step() {
    if (world.oneIn(16)) {
      world.query(this::askAny);
    } else {
      steps.any();
    }
  }

  /** Asks for the current generation, or for an earlier one by its number. */
  private void askAny() {
    SimulatedView named = world.deploys && world.oneIn(2) ? steps.name().inForce() : null;
    SimulatedView view = named == null ? world.any(views) : named;
    List<Generation> all = view.generations();
    boolean byNumber = !all.isEmpty() && world.oneIn(3);
    ask(view, byNumber ? OptionalLong.of(world.any(all).number()) : OptionalLong.empty());
  }

  private void interrupt() {
    if (!world.isQueryRunning()) {
      return;
    }
    if (world.oneIn(6)) {
      steps.turnOver();
    } else if (world.oneIn(2)) {
      for (int n = world.random.nextInt(6); n > 0; n--) {
        steps.any();
      }
    }
  }

  /** The name goes from one version to the next that may have it; each is asked by it. */
  private void takeOver() {
    if (!views.contains(named)) {
      named = views.get(0);
    }
    for (SimulatedView next : views) {
      if (next != named && mayTakeOver(next)) {
        Provenance before = readerOf(named).look();
        Answer answer = new Answer();
        oracle.judgeTakeover(before, next, read(next, OptionalLong.empty(), answer), answer);
        named = next;
      }
    }
  }

  private boolean mayTakeOver(SimulatedView next) {
    List<String> obstacles = Takeover.obstacles(readerOf(named), readerOf(next));
    List<String> degraded = readerOf(next).look().degraded();
    if (world.has(Bug.TAKEN_OVER_ONCE_EXACT)) {
      return degraded.isEmpty();
    }
    return world.has(Bug.TAKEN_OVER_WITH_HOLES)
        ? degraded.containsAll(obstacles)
        : obstacles.isEmpty();
  }

  private ViewReader readerOf(SimulatedView view) {
    return readers.computeIfAbsent(view, this::reader);
  }

  private void ask(SimulatedView view, OptionalLong number) {
    Answer answer = new Answer();
    oracle.judge(view, read(view, number, answer), answer);
  }

  private Provenance read(SimulatedView view, OptionalLong number, Answer into) {
    return readerOf(view).read(Slice.everything(), Layer.MERGED, number, into);
  }

  private ViewReader reader(SimulatedView view) {
    return new ViewReader(
        new InterruptedBatchView(world, view.batch, this::interrupt),
        new InterruptedRealtimeView(world, view, this::interrupt),
        SimulatedLog.EPOCHS,
        Clock.systemUTC());
  }

  /** Ends all that is under way, lets both layers catch up, and asks for the whole. */
  private void rest() {
    steps.end();
    world.calmDown();
    world.log.settle();
    speed.crash();
    if (world.forgets) {
      runBatch();
      views.forEach(view -> view.checkErased(master));
    }
    catchUp();
    views.forEach(view -> ask(view, OptionalLong.empty()));
    views.forEach(SimulatedView::release);
    world.log.pass(200);
    runBatch();
    catchUp();
    long through = SimulatedLog.EPOCHS.epochOf(world.log.now() - SimulatedLog.GRACE);
    Cut landed = master.version().cut();
    boolean whole = landed.through() >= through && landed.topicId().equals(world.log.topicId());
    if (steps.name().inForce() != null && !views.contains(steps.name().inForce())) {
      throw new Violation("the name stands for a version that no one folds");
    }
    for (SimulatedView view : views) {
      judgeAtRest(view, OptionalLong.empty(), whole);
      boolean wholeSpeed = world.tame && speed.isWhole();
      for (Generation retained : view.generations()) {
        judgeAtRest(view, OptionalLong.of(retained.number()), whole && wholeSpeed);
      }
    }
  }

  private void runBatch() {
    Step batch = BatchRun.newRecords(world, master, views);
    while (batch != null) {
      batch = Step.next(batch);
    }
  }

  private void judgeAtRest(SimulatedView view, OptionalLong number, boolean whole) {
    Answer answer = new Answer();
    Provenance provenance = read(view, number, answer);
    oracle.judge(view, provenance, answer);
    if (whole) {
      oracle.judgeAtRest(provenance, answer, master.version().recorded());
    }
  }

  private void catchUp() {
    for (int round = 0; speed.attempt() == null || !speed.attempt().isAtRest(); round++) {
      if (round == MOST_ROUNDS) {
        throw new Violation("the speed layer does not come to rest");
      }
      try {
        if (speed.attempt() == null) {
          speed.start();
        }
        speed.attempt().discover();
        speed.attempt().read(100, Map.of());
      } catch (Refused e) {
        speed.coldStart();
      }
    }
    speed.attempt().beginCheckpoint();
    speed.completeCheckpoint();
    speed.attempt().keeper().look();
  }
}
