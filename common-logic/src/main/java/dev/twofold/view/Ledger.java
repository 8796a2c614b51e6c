package dev.twofold.view;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What the speed layer has recorded for one view version: its incarnations, and the floor below
 * which rows were dropped.
 *
 * @param incarnations those that may answer: one that began without an erasure holds its events,
 *     and is left out
 * @param floor rows of epochs below it may be gone
 * @param erasures ids of all erasures of the source
 */
public record Ledger(List<Incarnation> incarnations, long floor, Set<String> erasures) {
  public Ledger {
    erasures = Set.copyOf(erasures);
    Set<String> needed = erasures;
    incarnations =
        incarnations.stream()
            .filter(incarnation -> incarnation.erasures().containsAll(needed))
            .sorted(Comparator.comparingLong(Incarnation::number))
            .toList();
  }

  /** Of a source of which nothing was ever erased. */
  public Ledger(List<Incarnation> incarnations, long floor) {
    this(incarnations, floor, Set.of());
  }

  /** An incarnation's rows answer for these epochs. */
  public record Cover(Incarnation incarnation, EpochRange epochs) {}

  /** The covers of a range of epochs, ascending and disjoint, and the holes between them. */
  public record Coverage(List<Cover> covers, List<EpochRange> holes) {}

  /**
   * Which incarnation answers for which epochs from {@code from} on: for each epoch the newest that
   * covers it. The one that leads covers all epochs since its start, any other those that it
   * sealed: one that still catches up, or that has died, may lack events of the rest. One that has
   * recorded no position yet answers for nothing.
   */
  public Coverage cover(long from) {
    List<Cover> covers = new ArrayList<>();
    List<EpochRange> open = List.of(new EpochRange(from, EpochRange.OPEN));
    boolean leaderFound = false;
    for (int i = incarnations.size() - 1; i >= 0; i--) {
      Incarnation incarnation = incarnations.get(i);
      boolean leads = !leaderFound && !incarnation.positions().isEmpty() && !isBehindAnOlder(i);
      leaderFound |= leads;
      long low = Math.max(incarnation.fromEpoch(), floor);
      long high = leads ? EpochRange.OPEN : incarnation.sealedThrough();
      if (low < high) {
        open = take(new EpochRange(low, high), incarnation, open, covers);
      }
    }
    covers.sort(Comparator.comparingLong(cover -> cover.epochs().from()));
    return new Coverage(List.copyOf(covers), open);
  }

  /**
   * Which incarnation answers for which of these epochs finally: for each epoch the newest that has
   * sealed it and folded it whole. What no incarnation has sealed, or what was dropped, is a hole.
   */
  public Coverage sealed(EpochRange epochs) {
    List<Cover> covers = new ArrayList<>();
    List<EpochRange> open = epochs.isEmpty() ? List.of() : List.of(epochs);
    for (int i = incarnations.size() - 1; i >= 0; i--) {
      Incarnation incarnation = incarnations.get(i);
      long low = Math.max(incarnation.fromEpoch(), floor);
      if (low < incarnation.sealedThrough()) {
        open = take(new EpochRange(low, incarnation.sealedThrough()), incarnation, open, covers);
      }
    }
    covers.sort(Comparator.comparingLong(cover -> cover.epochs().from()));
    return new Coverage(List.copyOf(covers), open);
  }

  private static List<EpochRange> take(
      EpochRange offered, Incarnation incarnation, List<EpochRange> open, List<Cover> covers) {
    List<EpochRange> left = new ArrayList<>();
    for (EpochRange hole : open) {
      EpochRange taken = hole.intersect(offered);
      if (taken.isEmpty()) {
        left.add(hole);
        continue;
      }
      covers.add(new Cover(incarnation, taken));
      if (hole.from() < taken.from()) {
        left.add(new EpochRange(hole.from(), taken.from()));
      }
      if (taken.to() < hole.to()) {
        left.add(new EpochRange(taken.to(), hole.to()));
      }
    }
    return List.copyOf(left);
  }

  private boolean isBehindAnOlder(int index) {
    Incarnation candidate = incarnations.get(index);
    return incarnations.subList(0, index).stream()
        .filter(older -> older.topicId().equals(candidate.topicId()))
        .flatMap(older -> older.positions().values().stream())
        .anyMatch(
            older -> {
              Position own = candidate.positions().get(older.partition());
              return own == null || own.nextOffset() < older.nextOffset();
            });
  }
}
