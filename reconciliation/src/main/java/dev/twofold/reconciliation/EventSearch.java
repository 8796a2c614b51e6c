package dev.twofold.reconciliation;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.reconciliation.Difference.Certainty;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the events by which a state differs from the fold of its events: states say nothing of
 * positions, but their bytes follow from the events, so each guess can be proved. It guesses every
 * run of as many neighbours in the log as the counts differ by.
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
        lost,
        events.size(),
        (from, to) -> {
          State rest = fold.newState();
          for (int i = 0; i < events.size(); i++) {
            if (i < from || to <= i) {
              fold.add(events.get(i).row(), rest);
            }
          }
          return Arrays.equals(fold.encode(rest), state);
        });
  }

  /**
   * The events that {@code state} holds beyond those that it should.
   *
   * @param whole what it should be; null where it should not be
   * @param candidates in the order of the log
   */
  Found extra(byte[] whole, List<Event> candidates, byte[] state) {
    int more = (int) (Fold.events(state) - (whole == null ? 0 : Fold.events(whole)));
    return search(
        candidates,
        more,
        more,
        (from, to) -> {
          State sum = whole == null ? fold.newState() : fold.decode(whole);
          candidates.subList(from, to).forEach(event -> fold.add(event.row(), sum));
          return Arrays.equals(fold.encode(sum), state);
        });
  }

  private interface Guess {
    boolean isRight(int from, int to);
  }

  private Found search(List<Event> events, int count, int addsOfOne, Guess guess) {
    int guesses = events.size() - count + 1;
    if (count < 1 || guesses < 1 || (long) guesses * Math.max(1, addsOfOne) > MOST_ADDS) {
      return new Found(at(events), Certainty.UNKNOWN);
    }
    TreeSet<Integer> hit = new TreeSet<>();
    int hits = 0;
    for (int from = 0; from < guesses; from++) {
      if (guess.isRight(from, from + count)) {
        hits++;
        for (int i = from; i < from + count; i++) {
          hit.add(i);
        }
      }
    }
    if (hits == 0) {
      return new Found(at(events), Certainty.UNKNOWN);
    }
    List<At> found = hit.stream().map(i -> events.get(i).at()).toList();
    return new Found(found, hits == 1 ? Certainty.EXACT : Certainty.AMONG);
  }

  private static List<At> at(List<Event> events) {
    return events.stream().map(Event::at).toList();
  }
}
