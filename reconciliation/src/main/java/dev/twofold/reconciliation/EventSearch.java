package dev.twofold.reconciliation;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.reconciliation.Difference.Certainty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the events by which a state differs from the fold of its events: states say nothing of
 * positions, but their bytes follow from the events, so each guess can be proved. It guesses every
 * run of as many neighbours in the log as the counts differ by, and then whether another event
 * could stand in for one of them.
 */
final class EventSearch {
  private static final long MOST_ADDS = 4_000_000;

  private final Fold fold;

  EventSearch(Fold fold) {
    this.fold = fold;
  }

  /**
   * What a search found.
   *
   * @param at in the order of the log
   */
  record Found(List<At> at, Certainty certainty) {}

  /**
   * The events that {@code state} lacks.
   *
   * @param events all that it should hold, in the order of the log
   * @param state null where there is none
   */
  Found missing(List<Event> events, byte[] state) {
    if (state == null) {
      return new Found(at(events), Certainty.EXACT);
    }
    int lost = events.size() - (int) Fold.events(state);
    return search(
        events,
        events,
        lost,
        events.size(),
        lacking -> {
          State rest = fold.newState();
          for (int i = lacking.nextClearBit(0);
              i < events.size();
              i = lacking.nextClearBit(i + 1)) {
            fold.add(events.get(i).row(), rest);
          }
          return Arrays.equals(fold.encode(rest), state);
        });
  }

  /**
   * The events that {@code state} holds beyond those that it should.
   *
   * @param whole what it should be; null where it should not be
   * @param candidates in the order of the log
   * @param others less likely, but where they would do as well no one can tell
   */
  Found extra(byte[] whole, List<Event> candidates, List<Event> others, byte[] state) {
    int more = (int) (Fold.events(state) - (whole == null ? 0 : Fold.events(whole)));
    List<Event> all = new ArrayList<>(candidates);
    all.addAll(others);
    return search(
        candidates,
        all,
        more,
        more,
        held -> {
          State sum = whole == null ? fold.newState() : fold.decode(whole);
          held.stream().forEach(i -> fold.add(all.get(i).row(), sum));
          return Arrays.equals(fold.encode(sum), state);
        });
  }

  /** Whether these events, by their places among all, make the difference. */
  private interface Guess {
    boolean isRight(BitSet events);
  }

  /**
   * @param events among whose runs it guesses
   * @param all those events first, then others that may stand in for one of a run
   */
  private Found search(List<Event> events, List<Event> all, int count, int addsOfOne, Guess guess) {
    int guesses = events.size() - count + 1;
    if (count < 1 || guesses < 1 || (long) guesses * Math.max(1, addsOfOne) > MOST_ADDS) {
      return new Found(at(events), Certainty.UNKNOWN);
    }
    BitSet hit = new BitSet();
    BitSet first = null;
    int hits = 0;
    for (int from = 0; from < guesses; from++) {
      BitSet run = new BitSet();
      run.set(from, from + count);
      if (guess.isRight(run)) {
        hits++;
        hit.or(run);
        first = first == null ? run : first;
      }
    }
    boolean only = hits > 0 && !addStandIns(first, all.size(), addsOfOne, guess, hit) && hits == 1;
    // Of several events that others can stand in for there are too many choices to try.
    if (hits == 0 || (count > 1 && !only)) {
      return new Found(at(all), Certainty.UNKNOWN);
    }
    List<At> found = hit.stream().mapToObj(i -> all.get(i).at()).toList();
    return new Found(found, only ? Certainty.EXACT : Certainty.AMONG);
  }

  /**
   * Adds the events that could stand in for one of the run, which says nothing of them.
   *
   * @return whether there may be some
   */
  private static boolean addStandIns(BitSet run, int all, int addsOfOne, Guess guess, BitSet into) {
    int count = run.cardinality();
    if ((long) count * (all - count) * Math.max(1, addsOfOne) > MOST_ADDS) {
      return true;
    }
    boolean some = false;
    for (int i = run.nextSetBit(0); i >= 0; i = run.nextSetBit(i + 1)) {
      for (int other = run.nextClearBit(0); other < all; other = run.nextClearBit(other + 1)) {
        BitSet swapped = (BitSet) run.clone();
        swapped.clear(i);
        swapped.set(other);
        if (guess.isRight(swapped)) {
          some = true;
          into.set(other);
        }
      }
    }
    return some;
  }

  private static List<At> at(List<Event> events) {
    return events.stream().map(Event::at).toList();
  }
}
