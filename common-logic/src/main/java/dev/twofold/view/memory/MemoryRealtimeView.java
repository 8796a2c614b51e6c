package dev.twofold.view.memory;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A real-time view in memory, with the write rule of the real one: the state of more events wins,
 * then the larger bytes.
 */
public final class MemoryRealtimeView implements RealtimeView {
  private record RowId(long incarnation, byte[] key, long pane, long epoch)
      implements Comparable<RowId> {
    @Override
    public int compareTo(RowId other) {
      int order = Long.compare(incarnation, other.incarnation);
      if (order == 0) {
        order = Arrays.compareUnsigned(key, other.key);
      }
      if (order == 0) {
        order = Long.compare(pane, other.pane);
      }
      return order == 0 ? Long.compare(epoch, other.epoch) : order;
    }
  }

  private record EpochEnd(long incarnation, int partition, long epoch) {}

  private final Map<RowId, byte[]> rows = new TreeMap<>();
  private final Map<Long, Incarnation> incarnations = new TreeMap<>();
  private final Map<EpochEnd, Long> ends = new HashMap<>();
  private long floor;

  public synchronized void upsert(
      long incarnation, byte[] key, long pane, long epoch, byte[] state) {
    rows.merge(new RowId(incarnation, key, pane, epoch), state, MemoryRealtimeView::newer);
  }

  private static byte[] newer(byte[] stored, byte[] offered) {
    long more = Fold.events(offered) - Fold.events(stored);
    return more > 0 || (more == 0 && Arrays.compareUnsigned(offered, stored) > 0)
        ? offered
        : stored;
  }

  public synchronized void record(Incarnation incarnation) {
    incarnations.put(incarnation.number(), incarnation);
  }

  /** Records where a partition's last record of an epoch ends. Comes before its positions pass. */
  public synchronized void end(long incarnation, Position end) {
    ends.merge(
        new EpochEnd(incarnation, end.partition(), end.epoch()), end.nextOffset(), Math::max);
  }

  /** Raises the floor: rows of epochs below it may be gone from now on. A floor never sinks. */
  public synchronized void raiseFloor(long below) {
    floor = Math.max(floor, below);
  }

  /** Drops the rows of these epochs. The floor must be above them. */
  public synchronized void drop(EpochRange epochs) {
    rows.keySet().removeIf(row -> epochs.contains(row.epoch()));
  }

  /** Erases the rows of incarnations that began without one of these erasures. */
  public synchronized void eraseWithout(Set<String> erasures) {
    rows.keySet()
        .removeIf(
            row -> {
              Incarnation life = incarnations.get(row.incarnation());
              return life != null && !life.erasures().containsAll(erasures);
            });
  }

  @Override
  public synchronized Ledger ledger() {
    return new Ledger(incarnations.values().stream().toList(), floor);
  }

  @Override
  public synchronized Map<Integer, Long> endsBelow(
      long incarnation, long epoch, Set<Integer> partitions) {
    Map<Integer, Long> found = new HashMap<>();
    ends.forEach(
        (end, offset) -> {
          if (end.incarnation() == incarnation
              && end.epoch() < epoch
              && partitions.contains(end.partition())) {
            found.merge(end.partition(), offset, Math::max);
          }
        });
    return found;
  }

  @Override
  public synchronized void read(
      long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
    rows.forEach(
        (row, state) -> {
          if (row.incarnation() == incarnation
              && epochs.contains(row.epoch())
              && slice.contains(row.pane())
              && slice.keys().matches(row.key())) {
            into.accept(row.key(), row.pane(), state);
          }
        });
  }
}
