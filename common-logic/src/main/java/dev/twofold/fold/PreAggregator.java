package dev.twofold.fold;

import dev.twofold.data.Row;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A bounded hash map of live states: the local combine step of both layers. When {@code maxGroups}
 * is reached it empties itself into its output. Not thread-safe.
 *
 * <p>An event of a group that is there allocates nothing: its key is looked up in the writer's own
 * buffer.
 */
public final class PreAggregator {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Takes what is flushed. The state is the taker's. */
  @FunctionalInterface
  public interface Output {
    void accept(byte[] key, long pane, long epoch, State state);
  }

  /** How many rows {@link #add(Row[], int, long)} takes at most. */
  public static final int BATCH = 64;

  private record Group(int hash, byte[] key, long pane, long epoch, State state) {
    boolean is(int otherHash, KeyWriter otherKey, long otherPane, long otherEpoch) {
      return hash == otherHash
          && pane == otherPane
          && epoch == otherEpoch
          && Arrays.equals(key, 0, key.length, otherKey.buffer(), 0, otherKey.length());
    }
  }

  /** A row of a batch on its way to its group. */
  private static final class Pending {
    final KeyWriter key = new KeyWriter();
    Row row;
    long pane;
    int hash;
    Group candidate;
  }

  private final Fold fold;
  private final int maxGroups;
  private final Output output;
  private final KeyWriter key = new KeyWriter();

  /** Open addressing with linear probes, at most half full. */
  private Group[] table = new Group[64];

  private int groups;

  /** Made when the first batch comes. */
  private Pending[] pending = {};

  /** Keeps the compiler from leaving out reads whose result no one needs. */
  @SuppressWarnings("UnusedVariable")
  private int touched;

  /**
   * @param maxGroups at least 1
   */
  public PreAggregator(Fold fold, int maxGroups, Output output) {
    if (maxGroups < 1) {
      throw new IllegalArgumentException("Cannot aggregate into " + maxGroups + " groups");
    }
    this.fold = fold;
    this.maxGroups = maxGroups;
    this.output = output;
  }

  /**
   * Folds the row in where the view accepts it. {@code epoch} is part of the group; the batch layer
   * passes a constant.
   */
  public void add(Row row, long epoch) {
    if (fold.accepts(row)) {
      fold.key(row, key);
      long pane = fold.pane(row);
      int hash = hash(key.buffer(), key.length(), pane, epoch);
      fold.add(row, state(key, hash, pane, epoch));
    }
  }

  /**
   * Folds rows in, as {@link #add(Row, long)} does one by one. Where the groups outgrow the
   * processor's caches this takes half the time: it waits for the memory of many groups at once,
   * where one by one it waits for each in turn.
   *
   * @param count at most {@link #BATCH}
   */
  public void add(Row[] rows, int count, long epoch) {
    int accepted = 0;
    for (int i = 0; i < count; i++) {
      if (fold.accepts(rows[i])) {
        prepare(pending(accepted++), rows[i], epoch);
      }
    }
    fetch(accepted);
    for (int i = 0; i < accepted; i++) {
      Pending next = pending[i];
      fold.add(next.row, state(next.key, next.hash, next.pane, epoch));
    }
  }

  private Pending pending(int index) {
    if (pending.length == 0) {
      pending = new Pending[BATCH];
      Arrays.setAll(pending, unused -> new Pending());
    }
    return pending[index];
  }

  private void prepare(Pending next, Row row, long epoch) {
    fold.key(row, next.key);
    next.row = row;
    next.pane = fold.pane(row);
    next.hash = hash(next.key.buffer(), next.key.length(), next.pane, epoch);
  }

  /**
   * Reads what the first so many pending rows will need, a step of all of them at a time: within a
   * loop no read waits for another, so that the processor has many under way.
   */
  private void fetch(int count) {
    for (int i = 0; i < count; i++) {
      pending[i].candidate = table[pending[i].hash & (table.length - 1)];
    }
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      Group group = pending[i].candidate;
      bytes += group == null ? 0 : group.key.length + group.state.parts.length;
    }
    for (int i = 0; i < count; i++) {
      Group group = pending[i].candidate;
      bytes += group == null ? 0 : group.state.touch();
    }
    touched = bytes;
  }

  /** Puts out every group and forgets it. */
  public void flush() {
    Group[] full = table;
    table = new Group[full.length];
    groups = 0;
    for (Group group : full) {
      if (group != null) {
        output.accept(group.key, group.pane, group.epoch, group.state);
      }
    }
  }

  public int groups() {
    return groups;
  }

  private State state(KeyWriter key, int hash, long pane, long epoch) {
    int slot = hash & (table.length - 1);
    for (Group group = table[slot]; group != null; group = table[slot]) {
      if (group.is(hash, key, pane, epoch)) {
        return group.state;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    Group added = new Group(hash, key.toBytes(), pane, epoch, fold.newState());
    if (groups == maxGroups) {
      flush();
    }
    if (2 * (groups + 1) > table.length) {
      grow();
    }
    put(added);
    groups++;
    return added.state;
  }

  private void put(Group group) {
    int slot = group.hash & (table.length - 1);
    while (table[slot] != null) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = group;
  }

  private void grow() {
    Group[] old = table;
    table = new Group[Math.multiplyExact(2, old.length)];
    for (Group group : old) {
      if (group != null) {
        put(group);
      }
    }
  }

  private static int hash(byte[] bytes, int length, long pane, long epoch) {
    long hash = mix(pane) ^ epoch;
    if (length < Long.BYTES) {
      for (int i = 0; i < length; i++) {
        hash = mix(hash ^ bytes[i]);
      }
    } else {
      for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
        hash = mix(hash ^ (long) LONG.get(bytes, i));
      }
      // The last eight bytes, of which some may have been in before.
      hash = mix(hash ^ (long) LONG.get(bytes, length - Long.BYTES));
    }
    return (int) mix(hash ^ length);
  }

  private static long mix(long value) {
    long product = value * MIX;
    return product ^ (product >>> 32);
  }
}
