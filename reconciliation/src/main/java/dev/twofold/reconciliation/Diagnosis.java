package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.reconciliation.Difference.Certainty;
import dev.twofold.view.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is wrong with one (key, pane): first by the states that both layers and the master dataset
 * give, then by a search for the events. Not thread-safe.
 */
final class Diagnosis {
  private final Fold fold;
  private final Finding finding;
  private final byte[] recomputed;
  private final EpochRange agreeing;
  private Cause cause = Cause.UNEXPLAINED;
  private Layer wrong;
  private EpochRange epochs;
  private EpochRange searched;
  private byte[] expected;
  private byte[] held;
  private boolean narrowed;
  private List<At> positions = List.of();
  private Certainty certainty = Certainty.UNKNOWN;

  private Diagnosis(
      Fold fold, Finding finding, EpochRange range, byte[] recomputed, EpochRange agreeing) {
    this.fold = fold;
    this.finding = finding;
    this.recomputed = recomputed;
    this.agreeing = agreeing;
    epochs = range;
    searched = range;
  }

  /**
   * @param account what the master dataset gives; null where it was not asked
   * @param agreeing a neighbouring range over which, with this one, the layers agree; null for none
   * @param range of the segment
   */
  static Diagnosis of(
      Fold fold, Finding finding, Witness.Account account, EpochRange agreeing, EpochRange range) {
    byte[] byCuts = account == null ? null : account.byCuts(fold);
    byte[] byEpochs = account == null ? null : account.byEpochs(fold);
    Diagnosis made = new Diagnosis(fold, finding, range, byEpochs, agreeing);
    if (finding.verdict() == Verdict.UNREADABLE || made.holdsDamage()) {
      made.cause = Cause.DAMAGED;
      made.wrong = made.isState(finding.batch()) ? Layer.SPEED : Layer.BATCH;
      return made;
    }
    boolean batchRight = account != null && Arrays.equals(finding.batch(), byCuts);
    boolean speedRight = account != null && Arrays.equals(finding.speed(), byEpochs);
    if (batchRight && speedRight) {
      // Two extents of the log, each folded as it should be: records came behind a cut.
      made.cause = Cause.WRONG_SIDE_OF_SEAM;
      made.positions = account.behindCut();
      made.certainty = Certainty.EXACT;
      return made;
    }
    if (batchRight != speedRight) {
      made.wrong = batchRight ? Layer.SPEED : Layer.BATCH;
      made.expected = batchRight ? byEpochs : byCuts;
      made.held = batchRight ? finding.speed() : finding.batch();
    }
    made.cause = made.byCounts();
    return made;
  }

  private Cause byCounts() {
    if (agreeing != null) {
      if (wrong != null && events(held) > events(expected)) {
        searched = agreeing;
      }
      return Cause.WRONG_SIDE_OF_SEAM;
    }
    if (finding.batchEvents() == finding.speedEvents() && finding.batch() != null) {
      return Shown.differing(fold, finding.batch(), finding.speed()).stream()
              .noneMatch(measure -> fold.measures().get(measure).aggregate().exact())
          ? Cause.SKETCH_ONLY
          : Cause.LOGIC_DRIFT;
    }
    if (wrong == null) {
      return Cause.UNEXPLAINED;
    }
    if (events(held) == events(expected)) {
      return Cause.LOGIC_DRIFT;
    }
    if (events(held) > events(expected)) {
      return Cause.COUNTED_TWICE;
    }
    return wrong == Layer.SPEED ? Cause.LOST_BY_SPEED : Cause.LOST_BY_BATCH;
  }

  Place place() {
    return Place.of(finding);
  }

  Finding finding() {
    return finding;
  }

  Cause cause() {
    return cause;
  }

  /** Null where it is not known. */
  Layer wrong() {
    return wrong;
  }

  EpochRange epochs() {
    return epochs;
  }

  EpochRange searched() {
    return searched;
  }

  EpochRange agreeing() {
    return agreeing;
  }

  byte[] recomputed() {
    return recomputed;
  }

  List<At> positions() {
    return positions;
  }

  Certainty certainty() {
    return certainty;
  }

  /** By how many events the wrong layer is off; negative where it has too few. */
  long surplus() {
    return events(held) - events(expected);
  }

  boolean isSpeedWrong() {
    return wrong == Layer.SPEED && !searched.equals(agreeing);
  }

  /** Whether the events behind it can be looked for. */
  boolean wantsEvents() {
    return certainty != Certainty.EXACT;
  }

  /** Whether the speed layer has more than the master dataset: that may be what is wrong. */
  boolean mayBeLostInLanding() {
    return cause == Cause.COUNTED_TWICE && wrong == Layer.SPEED;
  }

  /**
   * Only these epochs differ.
   *
   * @param there what the speed layer holds of them; null where nothing
   */
  void narrowTo(EpochRange range, byte[] there) {
    epochs = range;
    // An event that is there too often may be of any epoch.
    searched = mayBeLostInLanding() ? searched : range;
    held = there;
    narrowed = true;
  }

  /**
   * Looks for the events.
   *
   * @param events of the searched epochs, in the order of the log
   */
  void search(EventSearch search, List<Event> events) {
    EventSearch.Found found;
    if (narrowed && mayBeLostInLanding()) {
      found = extra(search, events);
    } else {
      if (narrowed) {
        expected = fold(events);
      }
      long surplus = wrong == null ? 0 : surplus();
      if (surplus < 0) {
        found = search.missing(events, held);
      } else if (surplus > 0) {
        found = search.extra(expected, events, List.of(), held);
      } else {
        found = new EventSearch.Found(events.stream().map(Event::at).toList(), Certainty.UNKNOWN);
      }
    }
    positions = found.at();
    certainty = found.certainty();
    if (certainty == Certainty.EXACT && cause != Cause.WRONG_SIDE_OF_SEAM) {
      long low = positions.stream().mapToLong(At::epoch).min().orElse(epochs.from());
      long high = positions.stream().mapToLong(At::epoch).max().orElse(epochs.from());
      epochs = searched.intersect(new EpochRange(low, high + 1));
    }
  }

  /**
   * What the speed layer has too many: first of the epochs of the rows that are off, then of all,
   * as a row may lie under another epoch than its events.
   */
  private EventSearch.Found extra(EventSearch search, List<Event> events) {
    List<Event> near = events.stream().filter(each -> epochs.contains(each.at().epoch())).toList();
    List<Event> others =
        events.stream().filter(each -> !epochs.contains(each.at().epoch())).toList();
    expected = fold(near);
    EventSearch.Found found = search.extra(expected, near, others, held);
    return found.certainty() == Certainty.UNKNOWN
        ? search.extra(recomputed, events, List.of(), finding.speed())
        : found;
  }

  /**
   * Landing lost the events, where no others explain what the speed layer has.
   *
   * @param gaps offsets that the master dataset lacks
   * @param ofGaps how sure that is where they are as many as the events
   */
  void isLostInLanding(List<At> gaps, Certainty ofGaps) {
    long lost = finding.speedEvents() - events(recomputed);
    certainty = gaps.size() == lost ? ofGaps : Certainty.AMONG;
    cause = Cause.LOST_BY_BATCH;
    wrong = Layer.BATCH;
    positions = gaps;
  }

  /** One layer refused these records. */
  void isDeadLetters(List<At> letters) {
    cause = Cause.DEAD_LETTER;
    wrong = null;
    positions = letters;
  }

  private byte[] fold(List<Event> events) {
    if (events.isEmpty()) {
      return null;
    }
    State state = fold.newState();
    events.forEach(event -> fold.add(event.row(), state));
    return fold.encode(state);
  }

  private boolean holdsDamage() {
    return Stream.of(Layer.BATCH, Layer.SPEED)
        .map(layer -> layer == Layer.BATCH ? finding.batch() : finding.speed())
        .anyMatch(state -> !isState(state));
  }

  private boolean isState(byte[] state) {
    return state == null || Shown.decode(fold, state) != null;
  }

  private static long events(byte[] state) {
    return state == null ? 0 : Fold.events(state);
  }
}
