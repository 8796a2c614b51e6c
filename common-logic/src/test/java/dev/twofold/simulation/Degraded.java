package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer's reasons for being degraded say that it may lack. */
final class Degraded {
  private static final Pattern EPOCHS = Pattern.compile("epochs \\[(-?\\d+), (\\d+|…)\\)");
  private static final Pattern OFFSETS =
      Pattern.compile("partition (\\d+) holds records behind .*offsets \\[(\\d+), (\\d+)\\)");
  private static final Pattern BACKFILL =
      Pattern.compile("partition (\\d+) holds records below offset (\\d+) ");

  private record Offsets(int partition, long from, long to) {
    boolean contains(Place place) {
      long offset = place.entry().offset();
      return place.partition() == partition && from <= offset && offset < to;
    }
  }

  private final List<Predicate<Place>> lacks = new ArrayList<>();
  private final List<Offsets> behindCut = new ArrayList<>();
  private boolean unreadable;
  private boolean erasing;

  static Degraded of(Provenance provenance) {
    Degraded degraded = new Degraded();
    provenance.degraded().forEach(degraded::take);
    return degraded;
  }

  private void take(String reason) {
    Matcher epochs = EPOCHS.matcher(reason);
    Matcher offsets = OFFSETS.matcher(reason);
    Matcher backfill = BACKFILL.matcher(reason);
    if (reason.contains("erased")) {
      erasing = true;
      if (reason.contains("during the query")) {
        lacks.add(place -> true);
      }
    } else if (reason.contains("cannot be read")) {
      unreadable = true;
    } else if (reason.contains("deleted and created again")) {
      lacks.add(place -> true);
    } else if (backfill.find()) {
      Offsets range = new Offsets(Integer.parseInt(backfill.group(1)), 0, number(backfill, 2));
      lacks.add(place -> !place.entry().ingestionTime() && range.contains(place));
    } else if (offsets.find()) {
      Offsets range =
          new Offsets(Integer.parseInt(offsets.group(1)), number(offsets, 2), number(offsets, 3));
      behindCut.add(range);
      lacks.add(range::contains);
    } else if (epochs.find()) {
      long to = epochs.group(2).equals("…") ? EpochRange.OPEN : number(epochs, 2);
      EpochRange range = new EpochRange(number(epochs, 1), to);
      // One from the beginning is also of what came before there were epochs.
      lacks.add(place -> range.contains(place.entry().ingestionTime() ? place.epoch() : 0));
    } else {
      throw new Violation("degraded for a reason that no one knows: " + reason);
    }
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }

  /** Whether it may hold some of the events that are being erased, and lack others. */
  boolean isErasing() {
    return erasing;
  }

  boolean isUnreadable() {
    return unreadable;
  }

  /**
   * Whether records lie behind the cut where it says so. It may also say so of a log whose
   * beginning is gone, and with it the epochs of what follows.
   */
  boolean hasBehindCut(SimulatedLog log, long seam) {
    return behindCut.stream()
        .anyMatch(
            range -> log.partition(range.partition).hasEpochBelow(seam, range.from, range.to));
  }

  boolean excuses(SimulatedLog log, int id) {
    if (lacks.isEmpty()) {
      return false;
    }
    Place place = Place.of(log, id);
    return lacks.stream().anyMatch(lack -> lack.test(place));
  }
}
