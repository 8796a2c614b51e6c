package dev.twofold.reconciliation;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterRecord;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Difference.At;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The third witness: what today's code makes of the events that the master dataset has, for a few
 * (key, pane) of one segment. It says which layer is wrong, and about which events.
 *
 * <p>A segment holds the records between two cuts, the speed layer's rows those of a range of
 * epochs. The two are the same but for records that came behind a cut.
 */
final class Witness {
  /** More events of one state than this are not searched one by one. */
  private static final int MOST_EVENTS = 20_000;

  private static final int MOST_OFFSETS = 50_000_000;
  private static final int MOST_GAPS = 1_000;

  private final Fold fold;
  private final Landed master;
  private final EpochRange epochs;
  private final Cut from;
  private final Cut to;
  private final KeyWriter key = new KeyWriter();

  /**
   * @param from the segment's first cut; null where it is not known
   * @param to the segment's last cut; null where it is not known
   */
  Witness(Fold fold, Landed master, EpochRange epochs, Cut from, Cut to) {
    this.fold = fold;
    this.master = master;
    this.epochs = epochs;
    this.from = from;
    this.to = to;
  }

  /** How many records {@link #fold(Collection)} reads at most. */
  long recordsAtMost() {
    return master.records(epochs, from, to).atMost();
  }

  /** What one (key, pane) should be. */
  static final class Account {
    private final State byEpochs;
    private final State byCuts;
    private final Map<Long, Long> perEpoch = new TreeMap<>();
    private final List<At> behindCut = new ArrayList<>();

    private Account(Fold fold) {
      byEpochs = fold.newState();
      byCuts = fold.newState();
    }

    /** The state of the events of the range of epochs; null where there are none. */
    byte[] byEpochs(Fold fold) {
      return byEpochs.events() == 0 ? null : fold.encode(byEpochs);
    }

    /** The state of the events between the cuts; null where there are none. */
    byte[] byCuts(Fold fold) {
      return byCuts.events() == 0 ? null : fold.encode(byCuts);
    }

    /** How many events each epoch has, those without any left out. */
    Map<Long, Long> perEpoch() {
      return perEpoch;
    }

    /** Events that are of the epochs and not between the cuts, or the other way round. */
    List<At> behindCut() {
      return behindCut;
    }
  }

  /** Folds the events of these places anew. */
  Map<Place, Account> fold(Collection<Place> places) {
    Map<Place, Account> accounts = new HashMap<>();
    places.forEach(place -> accounts.put(place, new Account(fold)));
    scan(
        epochs,
        (record, place) -> {
          Account account = accounts.get(place);
          if (account == null) {
            return;
          }
          boolean ofEpochs = epochs.contains(record.epoch());
          boolean betweenCuts = isBetweenCuts(record);
          if (ofEpochs) {
            fold.add(record.row(), account.byEpochs);
            account.perEpoch.merge(record.epoch(), 1L, Long::sum);
          }
          if (betweenCuts) {
            fold.add(record.row(), account.byCuts);
          }
          if (ofEpochs != betweenCuts) {
            account.behindCut.add(Event.at(record));
          }
        });
    return accounts;
  }

  /**
   * The events of a place in some epochs, in the order of the log; none where they are too many.
   */
  Map<Place, List<Event>> events(Map<Place, EpochRange> wanted) {
    long low = wanted.values().stream().mapToLong(EpochRange::from).min().orElse(0);
    long high = wanted.values().stream().mapToLong(EpochRange::to).max().orElse(0);
    Map<Place, List<Event>> events = new HashMap<>();
    wanted.keySet().forEach(place -> events.put(place, new ArrayList<>()));
    scan(
        new EpochRange(low, high),
        (record, place) -> {
          EpochRange range = wanted.get(place);
          if (range != null && range.contains(record.epoch())) {
            List<Event> kept = events.get(place);
            if (kept.size() <= MOST_EVENTS) {
              kept.add(Event.of(record));
            }
          }
        });
    events.values().stream().filter(kept -> kept.size() > MOST_EVENTS).forEach(List::clear);
    events.values().forEach(kept -> kept.sort(Event.IN_LOG));
    return events;
  }

  /**
   * The topic's offsets between the cuts that the master dataset has no record of; at most some.
   */
  List<At> gaps() {
    List<At> gaps = new ArrayList<>();
    if (from == null || to == null) {
      return gaps;
    }
    Map<Integer, BitSet> seen = new TreeMap<>();
    master
        .records(epochs, from, to)
        .events(
            List.of(),
            record -> {
              long at = record.offset() - from.position(record.partition()).nextOffset();
              if (record.partition() != MasterDataset.FILES && 0 <= at && at < MOST_OFFSETS) {
                seen.computeIfAbsent(record.partition(), none -> new BitSet()).set((int) at);
              }
            });
    to.positions()
        .forEach(
            (partition, end) -> {
              if (partition == MasterDataset.FILES) {
                return;
              }
              long start = from.position(partition).nextOffset();
              long count = Math.min(MOST_OFFSETS, end.nextOffset() - start);
              BitSet there = seen.getOrDefault(partition, new BitSet());
              for (int at = there.nextClearBit(0);
                  at < count && gaps.size() < MOST_GAPS;
                  at = there.nextClearBit(at + 1)) {
                gaps.add(new At(partition, start + at, epochs.from(), null));
              }
            });
    return gaps;
  }

  /**
   * How sure it is that gaps are what was lost, where they are as many: a dead letter that was let
   * go of leaves one too. Asked after {@link #gaps}, as letters may go meanwhile.
   */
  Difference.Certainty ofGaps() {
    return epochs.from() < master.deadLettersFrom()
        ? Difference.Certainty.AMONG
        : Difference.Certainty.EXACT;
  }

  private void scan(EpochRange range, BiConsumer<MasterRecord, Place> into) {
    master
        .records(range, from, to)
        .events(
            fold.reads(),
            record -> {
              if (record.rejected() == null && fold.accepts(record.row())) {
                fold.key(record.row(), key);
                into.accept(record, new Place(key.toBytes(), fold.pane(record.row())));
              }
            });
  }

  private boolean isBetweenCuts(MasterRecord record) {
    if (from == null || to == null) {
      return epochs.contains(record.epoch());
    }
    long start = from.position(record.partition()).nextOffset();
    long end = to.position(record.partition()).nextOffset();
    boolean backfill = record.epoch() == Position.NO_EPOCH;
    return start <= record.offset() && record.offset() < end && !backfill;
  }
}
