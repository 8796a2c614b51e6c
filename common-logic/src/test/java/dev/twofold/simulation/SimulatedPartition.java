package dev.twofold.simulation;

import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** One partition's log: records, some in transactions, and the marks that end those. */
final class SimulatedPartition {
  /**
   * @param payment null for the mark that ends a transaction
   * @param timestamp ingestion time, or a producer's where the record is from before that
   * @param transaction 0 for a record outside any
   */
  record Entry(
      long offset, Payment payment, long timestamp, boolean ingestionTime, int transaction) {}

  private final List<Entry> entries = new ArrayList<>();
  private final BitSet aborted = new BitSet();
  private long start;
  private boolean down;
  private int transactions;
  private long openSince = Long.MAX_VALUE;

  boolean isDown() {
    return down;
  }

  void setDown(boolean silent) {
    down = silent;
  }

  long start() {
    return start;
  }

  long end() {
    return entries.size();
  }

  /** Deletes the records below an offset. */
  void trim(long below) {
    start = Math.max(start, Math.min(below, end()));
  }

  /** No record from it on is decided: where the open transaction began, or the end. */
  long lastStable() {
    return Math.min(openSince, end());
  }

  private boolean isOpen() {
    return openSince != Long.MAX_VALUE;
  }

  /** Says whether the record is in a transaction: then it is not committed yet. */
  boolean append(Payment payment, long timestamp, boolean ingestionTime, Random random) {
    boolean begins = !isOpen() && ingestionTime && random.nextInt(12) == 0;
    boolean joins = begins || (isOpen() && random.nextBoolean());
    if (begins) {
      transactions++;
      openSince = end();
    }
    entries.add(new Entry(end(), payment, timestamp, ingestionTime, joins ? transactions : 0));
    return joins;
  }

  /** Ends the open transaction; yields what it committed. */
  BitSet end(boolean commit) {
    BitSet committed = new BitSet(Payment.MAX);
    if (isOpen()) {
      entries.stream()
          .filter(entry -> commit && entry.transaction == transactions)
          .forEach(entry -> committed.set(entry.payment.id()));
      aborted.set(transactions, !commit);
      openSince = Long.MAX_VALUE;
      entries.add(new Entry(end(), null, 0, true, 0));
    }
    return committed;
  }

  /** The first committed record from an offset on, as far as it is decided; null where none is. */
  Entry next(long from) {
    for (long offset = Math.max(from, start); offset < lastStable(); offset++) {
      if (isCommitted(offset)) {
        return entries.get((int) offset);
      }
    }
    return null;
  }

  /** The first record from an offset on, whatever becomes of its transaction. */
  Entry nextUncommitted(long from) {
    for (long offset = Math.max(from, start); offset < end(); offset++) {
      if (entries.get((int) offset).payment != null) {
        return entries.get((int) offset);
      }
    }
    return null;
  }

  private boolean isCommitted(long offset) {
    Entry entry = entries.get((int) offset);
    return entry.payment != null && !aborted.get(entry.transaction);
  }

  /** The committed payments below an offset. */
  BitSet below(long offset) {
    BitSet found = new BitSet(Payment.MAX);
    for (Entry entry : entries.subList(0, (int) Math.min(offset, lastStable()))) {
      if (isCommitted(entry.offset)) {
        found.set(entry.payment.id());
      }
    }
    return found;
  }

  /** The record that holds a payment; null where none does. */
  Entry find(int id) {
    for (Entry entry : entries) {
      if (entry.payment != null && entry.payment.id() == id) {
        return entry;
      }
    }
    return null;
  }

  /** Whether a record in {@code [from, to)}, not deleted yet, is of an epoch below this one. */
  boolean hasEpochBelow(long epoch, long from, long to) {
    for (Entry entry = next(from); entry != null && entry.offset < to; ) {
      if (entry.ingestionTime && epochOf(entry) < epoch) {
        return true;
      }
      entry = next(entry.offset + 1);
    }
    return false;
  }

  /** The epoch of a committed record, as it follows from all before it. */
  long epochOf(Entry record) {
    EffectiveEpochs epochs = new EffectiveEpochs(SimulatedLog.EPOCHS);
    long epoch = Position.NO_EPOCH;
    for (Entry entry : entries.subList(0, (int) record.offset + 1)) {
      if (isCommitted(entry.offset) && entry.ingestionTime) {
        epoch = epochs.next(0, entry.timestamp);
      }
    }
    return epoch;
  }
}
