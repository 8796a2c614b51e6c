package dev.twofold.simulation;

import dev.twofold.view.LedgerProgress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The log as the ledger's keeper sees it: as it is, but for bugs. */
final class LogSeen implements LedgerProgress.Log {
  private final World world;
  private final Set<Integer> first;

  LogSeen(World world) {
    this.world = world;
    first = Set.copyOf(world.log.partitions());
  }

  @Override
  public Set<Integer> partitions() {
    return world.has(Bug.NEW_PARTITIONS_UNSEEN) ? first : world.log.partitions();
  }

  @Override
  public Map<Integer, Long> ends(Collection<Integer> partitions) {
    if (!world.has(Bug.SEALED_BY_IDLENESS)) {
      return world.log.ends(partitions);
    }
    Map<Integer, Long> ends = new HashMap<>();
    for (int id : partitions) {
      SimulatedPartition partition = world.log.partition(id);
      ends.put(id, partition.isDown() ? 0 : partition.end());
    }
    return ends;
  }

  @Override
  public boolean nothingCommitted(int partition, long from, long to) {
    return world.log.nothingCommitted(partition, from, to);
  }
}
