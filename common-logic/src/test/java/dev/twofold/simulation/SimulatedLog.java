package dev.twofold.simulation;

import dev.twofold.epoch.EpochClock;
import dev.twofold.view.LedgerProgress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A topic and its brokers' clocks, which are apart by up to the grace period, and by far more where
 * the run is not tame.
 */
final class SimulatedLog implements LedgerProgress.Log {
  static final long GRACE = 20;
  static final EpochClock EPOCHS = new EpochClock(10);
  private static final int AHEAD = 6;
  private static final int MAX_PARTITIONS = 5;

  private final Random random;
  private final boolean tame;
  private final Map<Integer, SimulatedPartition> partitions = new TreeMap<>();
  private final List<Payment> payments = new ArrayList<>();
  private final BitSet committed = new BitSet(Payment.MAX);
  private final Map<Integer, List<Payment>> files = new HashMap<>();
  private final BitSet ofFiles = new BitSet(Payment.MAX);
  private long now = 1_000;
  private int topic = 1;

  SimulatedLog(Random random, boolean tame) {
    this.random = random;
    this.tame = tame;
    boolean olderRecords = random.nextInt(4) == 0;
    for (int p = 2 + random.nextInt(2); p > 0; p--) {
      addPartition();
      for (int n = olderRecords ? random.nextInt(4) : 0; n > 0; n--) {
        add(partitions.get(partitions.size() - 1), false);
      }
    }
  }

  long now() {
    return now;
  }

  void pass(long millis) {
    now += millis;
  }

  String topicId() {
    return "topic-" + topic;
  }

  void addPartition() {
    if (partitions.size() < MAX_PARTITIONS) {
      partitions.put(partitions.size(), new SimulatedPartition());
    }
  }

  SimulatedPartition partition(int partition) {
    return partitions.get(partition);
  }

  /** Deletes the topic and makes one of the same name. */
  void recreate() {
    topic++;
    partitions.replaceAll((id, old) -> new SimulatedPartition());
  }

  void append() {
    SimulatedPartition partition = partitions.get(random.nextInt(partitions.size()));
    if (!partition.isDown()) {
      add(partition, true);
    }
  }

  private void add(SimulatedPartition partition, boolean ingestionTime) {
    if (payments.size() == Payment.MAX) {
      return;
    }
    long late = random.nextInt(4) == 0 ? random.nextInt(3_000) : random.nextInt(20);
    Payment payment = new Payment(payments.size(), random.nextInt(2), now - late);
    payments.add(payment);
    if (!partition.append(payment, now - skew(), ingestionTime, random)) {
      committed.set(payment.id());
    }
  }

  private long skew() {
    if (!tame && random.nextInt(25) == 0) {
      return random.nextInt(5 * (int) GRACE);
    }
    return switch (random.nextInt(12)) {
      case 0 -> random.nextInt((int) GRACE - AHEAD + 1);
      case 1 -> -random.nextInt(AHEAD + 1);
      default -> 0;
    };
  }

  /** The records of a file, which are in no partition: always the same for the same number. */
  List<Payment> file(int number) {
    return files.computeIfAbsent(
        number,
        unused -> {
          List<Payment> records = new ArrayList<>();
          for (int n = 1 + random.nextInt(2); n > 0 && payments.size() < Payment.MAX; n--) {
            Payment payment =
                new Payment(payments.size(), random.nextInt(2), now - random.nextInt(3_000));
            payments.add(payment);
            committed.set(payment.id());
            ofFiles.set(payment.id());
            records.add(payment);
          }
          return records;
        });
  }

  boolean isOfFile(int id) {
    return ofFiles.get(id);
  }

  /** Ends a partition's transaction, if one is open. */
  void end(SimulatedPartition partition, boolean commit) {
    committed.or(partition.end(commit));
  }

  /** Every payment that was ever committed. */
  BitSet committed() {
    return committed;
  }

  /** Every committed payment of the topic as it is now, also those that were deleted. */
  BitSet whole() {
    BitSet whole = new BitSet(Payment.MAX);
    partitions.values().forEach(partition -> whole.or(partition.below(partition.end())));
    return whole;
  }

  boolean isAnyDown() {
    return partitions.values().stream().anyMatch(SimulatedPartition::isDown);
  }

  /** Ends what is open, and brings all brokers up. */
  void settle() {
    for (SimulatedPartition partition : partitions.values()) {
      partition.setDown(false);
      end(partition, true);
    }
  }

  Payment payment(int id) {
    return payments.get(id);
  }

  @Override
  public Set<Integer> partitions() {
    return partitions.keySet();
  }

  @Override
  public Map<Integer, Long> ends(Collection<Integer> asked) {
    Map<Integer, Long> ends = new HashMap<>();
    for (int id : asked) {
      ends.put(id, reach(id).end());
    }
    return ends;
  }

  @Override
  public boolean nothingCommitted(int partition, long from, long to) {
    SimulatedPartition log = reach(partition);
    if (log.start() > from) {
      throw new Refused("the offset is out of range");
    }
    SimulatedPartition.Entry next = log.next(from);
    return (next == null || next.offset() >= to) && log.lastStable() >= to;
  }

  private SimulatedPartition reach(int id) {
    if (partitions.get(id).isDown()) {
      throw new Refused("a broker does not answer");
    }
    return partitions.get(id);
  }
}
