package dev.twofold.endtoend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a soak has sent: of each partition, in the order of offsets, which page each record visits.
 * It bounds what an answer may count. Thread-safe.
 */
final class SoakLog {
  /** The page of a record that is no visit. */
  static final int MALFORMED = -1;

  private static final int STEP = 1_024;

  private final int pages;
  private final List<Partition> partitions = new ArrayList<>();
  private long malformed;

  SoakLog(int partitions, int pages) {
    this.pages = pages;
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new Partition(pages));
    }
  }

  /** Of one partition: each record's page, and every so many records the visits of each page. */
  private static final class Partition {
    private short[] pages = new short[STEP];
    private int records;
    private final List<long[]> sums = new ArrayList<>();
    private final long[] visits;

    Partition(int pages) {
      visits = new long[pages];
      sums.add(visits.clone());
    }

    void add(int page) {
      if (records == pages.length) {
        pages = Arrays.copyOf(pages, 2 * records);
      }
      pages[records++] = (short) page;
      if (page != MALFORMED) {
        visits[page]++;
      }
      if (records % STEP == 0) {
        sums.add(visits.clone());
      }
    }

    void addVisits(long below, long[] into) {
      int end = Math.toIntExact(Math.min(below, records));
      long[] sum = sums.get(end / STEP);
      for (int page = 0; page < into.length; page++) {
        into[page] += sum[page];
      }
      for (int offset = end / STEP * STEP; offset < end; offset++) {
        if (pages[offset] != MALFORMED) {
          into[pages[offset]]++;
        }
      }
    }
  }

  /** Notes a record that is about to be sent. */
  synchronized void add(int partition, int page) {
    partitions.get(partition).add(page);
    malformed += page == MALFORMED ? 1 : 0;
  }

  /** The visits of each page below these offsets. */
  synchronized long[] visits(Map<Integer, Long> below) {
    long[] visits = new long[pages];
    below.forEach((partition, offset) -> partitions.get(partition).addVisits(offset, visits));
    return visits;
  }

  /** The visits of each page so far. */
  synchronized long[] visits() {
    long[] visits = new long[pages];
    partitions.forEach(partition -> partition.addVisits(Long.MAX_VALUE, visits));
    return visits;
  }

  synchronized long records() {
    return partitions.stream().mapToLong(partition -> partition.records).sum();
  }

  synchronized long malformed() {
    return malformed;
  }
}
