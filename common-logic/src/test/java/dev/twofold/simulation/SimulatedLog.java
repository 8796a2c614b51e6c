package dev.twofold.simulation;

import dev.twofold.data.Row;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A topic of a few partitions, and the broker's clock, which may step back by less than the grace.
 */
final class SimulatedLog {
  static final long GRACE = 20;
  static final String TOPIC_ID = "topic-1";

  /** One record: its ingestion time and the event in it, whose amount no other has. */
  record Entry(long ingested, long key, long amount, long eventTime) {
    Row row() {
      Row row = new Row(3);
      row.words[0] = eventTime;
      row.words[1] = key;
      row.words[2] = amount;
      return row;
    }
  }

  final EpochClock epochs = new EpochClock(10);
  private final List<List<Entry>> partitions = new ArrayList<>();
  private long now = 1_000;
  private long appended;

  SimulatedLog(int partitions) {
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new ArrayList<>());
    }
  }

  int partitions() {
    return partitions.size();
  }

  List<Entry> partition(int partition) {
    return partitions.get(partition);
  }

  long now() {
    return now;
  }

  void pass(long millis) {
    now += millis;
  }

  void append(Random random) {
    long skew = random.nextInt(8) == 0 ? random.nextInt((int) GRACE / 2) : 0;
    long late = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(20);
    partitions
        .get(random.nextInt(partitions.size()))
        .add(new Entry(now - skew, random.nextInt(3), appended++, now - late));
  }

  /** Where the epoch edge lies in each partition: the first record at or after it, else the end. */
  Map<Integer, Position> cut(long through) {
    Map<Integer, Position> cut = new TreeMap<>();
    for (int p = 0; p < partitions.size(); p++) {
      List<Entry> log = partitions.get(p);
      long highest = Position.NO_EPOCH;
      int offset = 0;
      while (offset < log.size() && log.get(offset).ingested() < epochs.startMillis(through)) {
        highest = Math.max(highest, epochs.epochOf(log.get(offset).ingested()));
        offset++;
      }
      cut.put(p, new Position(p, offset, highest, 0));
    }
    return cut;
  }
}
