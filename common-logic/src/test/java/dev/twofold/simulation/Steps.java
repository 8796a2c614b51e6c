package dev.twofold.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What may happen next: to the log, in the batch layer, in the speed layer. */
final class Steps {
  private static final int MOST_PROCESSES = 4;
  private static final int FILES = 3;

  private final World world;
  private final SimulatedMaster master;
  private final SimulatedSpeed speed;
  private final List<SimulatedView> views = new ArrayList<>();
  private final List<Step> processes = new ArrayList<>();
  private final SimulatedName name;
  private final boolean mayRecreate;

  Steps(World world) {
    this.world = world;
    master = new SimulatedMaster(world);
    speed = new SimulatedSpeed(world, views);
    name = new SimulatedName(world, views, speed);
    mayRecreate = world.oneIn(8);
    for (int n = 1 + world.random.nextInt(2); n > 0; n--) {
      views.add(new SimulatedView(world));
    }
  }

  SimulatedMaster master() {
    return master;
  }

  SimulatedSpeed speed() {
    return speed;
  }

  SimulatedName name() {
    return name;
  }

  List<SimulatedView> views() {
    return views;
  }

  /** Ends all batch processes, wherever they are. */
  void end() {
    processes.clear();
  }

  void any() {
    try {
      if (world.deploys && world.oneIn(4)) {
        begin(name.any());
        return;
      }
      switch (world.random.nextInt(8)) {
        case 0, 1 -> log();
        case 2, 3 -> batch();
        default -> runSpeed();
      }
    } catch (Refused e) {
      // It stopped loudly; what it had begun is dead.
    }
  }

  /**
   * Batch runs one after the other, with upkeep and deployments: what a slow query lives through.
   */
  void turnOver() {
    for (int n = 1 + world.random.nextInt(2); n > 0; n--) {
      world.log.pass(world.random.nextInt(40));
      drain(BatchRun.newRecords(world, master, views));
      for (SimulatedView view : views) {
        drain(new Upkeep(world, view)::reconcile);
        drain(new Upkeep(world, view)::compact);
        drain(new Upkeep(world, view)::expire);
        drain(new Upkeep(world, view)::dropRows);
      }
      drain(() -> Upkeep.expireLandings(world, master, views));
      if (world.deploys) {
        name.deploy();
        drain(name.expire());
      }
    }
  }

  /** Runs a process to its end, or for some of its steps. */
  private void drain(Step process) {
    Step next = process;
    for (int n = world.oneIn(4) ? world.random.nextInt(8) : 40; n > 0 && next != null; n--) {
      next = Step.next(next);
    }
    begin(next);
  }

  private void log() {
    SimulatedPartition partition =
        world.log.partition(world.random.nextInt(world.log.partitions().size()));
    int dice = world.random.nextInt(100);
    if (dice < 50) {
      for (int n = world.random.nextInt(8); n >= 0; n--) {
        world.log.append();
      }
    } else if (dice < 80) {
      world.log.pass(world.random.nextInt(world.oneIn(6) ? 60 : 8));
    } else if (dice < 88) {
      world.log.end(partition, !world.oneIn(3));
    } else if (dice < 92) {
      partition.setDown(!partition.isDown() && world.random.nextBoolean());
    } else if (dice < 97) {
      world.log.addPartition();
    } else if (dice < 99) {
      trim();
    } else if (mayRecreate) {
      world.log.recreate();
    }
  }

  /** Kafka's retention: seldom of what was not landed. */
  private void trim() {
    if (!world.tame) {
      // What is left then does not tell the epochs of what is gone.
      return;
    }
    boolean tooEarly = world.oneIn(8);
    for (int id : world.log.partitions()) {
      SimulatedPartition partition = world.log.partition(id);
      long below = tooEarly ? partition.end() : master.version().cut().position(id).nextOffset();
      partition.trim(world.random.nextInt((int) below + 1));
    }
  }

  private void batch() {
    if (world.oneIn(24)) {
      int file = world.random.nextInt(FILES);
      begin(() -> BatchRun.ofFile(file, master));
      return;
    }
    if (world.oneIn(16)) {
      SimulatedView repaired = world.any(views);
      begin(() -> speed.repair(repaired, master.version()));
      return;
    }
    if (world.forgets && world.oneIn(12)) {
      begin(new SimulatedForget(world, master, views)::record);
      return;
    }
    int dice = world.random.nextInt(100);
    SimulatedView view = world.any(views);
    if (dice < 55 && !processes.isEmpty()) {
      begin(Step.next(processes.remove(world.random.nextInt(processes.size()))));
    } else if (dice < 72) {
      begin(BatchRun.newRecords(world, master, views));
    } else if (dice < 74) {
      begin(BatchRun.recompute(world, master, views));
    } else if (dice < 79) {
      Upkeep upkeep = new Upkeep(world, view);
      begin(world.oneIn(4) ? upkeep::reconcile : upkeep::compact);
    } else if (dice < 84) {
      begin(new Upkeep(world, view)::expire);
    } else if (dice < 89) {
      begin(
          world.oneIn(4)
              ? () -> Upkeep.expireLandings(world, master, views)
              : new Upkeep(world, view)::dropRows);
    } else if (dice < 92) {
      end();
    } else if (dice < 95) {
      view.rollback();
    } else if (dice < 99) {
      view.release();
    } else if (views.size() < 3) {
      views.add(new SimulatedView(world));
    }
  }

  private void begin(Step step) {
    if (step != null && processes.size() < MOST_PROCESSES) {
      processes.add(step);
    }
  }

  private void speed(SpeedAttempt attempt) {
    int dice = world.random.nextInt(100);
    if (dice < 33) {
      attempt.read(1 + world.random.nextInt(12), Map.of());
    } else if (dice < 41) {
      attempt.flush();
    } else if (dice < 48) {
      attempt.write();
    } else if (dice < 58) {
      attempt.beginCheckpoint();
    } else if (dice < 68) {
      speed.completeCheckpoint();
    } else if (dice < 80) {
      attempt.keeper().look();
      if (world.oneIn(2)) {
        attempt.drop();
      }
    } else if (dice < 83) {
      attempt.drop();
    } else if (dice < 85) {
      attempt.discover();
    } else if (dice < 93) {
      speed.zombieStep();
    } else if (dice < 97) {
      speed.crash();
    } else if (dice < 99) {
      speed.crash();
      speed.restart();
    } else {
      speed.coldStart();
    }
  }

  private void runSpeed() {
    if (speed.attempt() == null) {
      startSpeed();
      return;
    }
    try {
      speed(speed.attempt());
    } catch (Refused e) {
      if (!world.log.isAnyDown()) {
        speed.crash();
      }
    }
  }

  private void startSpeed() {
    if (world.oneIn(2)) {
      speed.zombieStep();
    }
    try {
      speed.start();
    } catch (Refused e) {
      if (world.oneIn(4)) {
        speed.coldStart();
      }
    }
  }
}
