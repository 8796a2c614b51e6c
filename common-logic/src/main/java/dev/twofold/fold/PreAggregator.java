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

  /** A row of a batch on its way to its group. */
  private static final class Pending {
    final KeyWriter key = new KeyWriter();
    Row row;
    long pane;
    int hash;
    int candidate;
  }

  private final Fold fold;
  private final int maxGroups;
  private final Output output;
  private final KeyWriter key = new KeyWriter();

  private final GroupTable groups = new GroupTable();

  /** By the number of the group. */
  private State[] states = new State[64];

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
      // A flush since then has numbered the groups anew.
      boolean found = groups.is(next.candidate, next.key, next.pane, epoch);
      State state = found ? states[next.candidate] : state(next.key, next.hash, next.pane, epoch);
      fold.add(next.row, state);
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
      pending[i].candidate = groups.candidate(pending[i].hash);
    }
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      int group = pending[i].candidate;
      bytes += group < 0 ? 0 : groups.touch(group) + states[group].parts.length;
    }
    for (int i = 0; i < count; i++) {
      int group = pending[i].candidate;
      bytes += group < 0 ? 0 : states[group].touch();
    }
    touched = bytes;
  }

  /** Puts out every group and forgets it. */
  public void flush() {
    State[] full = states;
    states = new State[full.length];
    for (int group = 0; group < groups.size(); group++) {
      output.accept(groups.key(group), groups.pane(group), groups.epoch(group), full[group]);
    }
    groups.clear();
  }

  public int groups() {
    return groups.size();
  }

  private State state(KeyWriter key, int hash, long pane, long epoch) {
    int group = groups.find(key, hash, pane, epoch);
    return group < 0 ? newState(key, hash, pane, epoch) : states[group];
  }

  private State newState(KeyWriter key, int hash, long pane, long epoch) {
    if (groups.size() == maxGroups || !groups.hasRoomFor(key)) {
      flush();
    }
    int group = groups.add(key, hash, pane, epoch);
    if (group == states.length) {
      states = Arrays.copyOf(states, Math.multiplyExact(2, group));
    }
    states[group] = fold.newState();
    return states[group];
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
