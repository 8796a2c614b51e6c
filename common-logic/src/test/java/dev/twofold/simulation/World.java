package dev.twofold.simulation;

import dev.twofold.erasure.Erasure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What all parts of one run share: its dice, its log, and which bugs are planted. */
final class World {
  final Random random;

  /** Whether all clocks are right to within the grace period. */
  final boolean tame;

  final SimulatedLog log;
  private final Set<Bug> planted;
  private long snapshots;
  private long queries;
  private boolean queryRunning;
  private boolean calm;

  /** Whether events are erased in this run. */
  final boolean forgets;

  /** How many generations of a view are kept. */
  final int generations;

  /** How many segments of a view are left alone. */
  final int segments;

  /** Whether a view is edited, removed and rolled back by name in this run. */
  final boolean deploys;

  /** What the ledger says of erasures. */
  final List<Erasure> announced = new ArrayList<>();

  World(long seed, Set<Bug> planted) {
    // Neighbouring seeds begin alike without it.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.planted = planted.isEmpty() ? EnumSet.noneOf(Bug.class) : EnumSet.copyOf(planted);
    tame = random.nextInt(3) != 0;
    log = new SimulatedLog(random, tame);
    // By the seed, that the steps of all other runs stay as they are.
    forgets = seed % 4 == 0;
    generations = 1 + (int) (seed / 4 % 3);
    segments = 1 + (int) (seed / 12 % 3);
    deploys = seed % 8 == 1;
  }

  boolean has(Bug bug) {
    return planted.contains(bug);
  }

  Set<String> announcedIds() {
    return announced.stream().map(Erasure::id).collect(Collectors.toUnmodifiableSet());
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** As {@link #oneIn}, for what goes wrong: nothing does once the run comes to rest. */
  boolean fails(int times) {
    return !calm && oneIn(times);
  }

  void calmDown() {
    calm = true;
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** A number that no snapshot and no segment has yet. */
  long snapshot() {
    snapshots++;
    return snapshots;
  }

  /** How many queries have begun. */
  long queries() {
    return queries;
  }

  /** Runs a query, in whose midst other steps may come. */
  void query(Runnable query) {
    queries++;
    queryRunning = true;
    try {
      query.run();
    } finally {
      queryRunning = false;
    }
  }

  boolean isQueryRunning() {
    return queryRunning;
  }

  /** Whether a query is still running that was the last to begin when so many had. */
  boolean isQueryRunningSince(long asOf) {
    return queryRunning && queries == asOf;
  }
}
