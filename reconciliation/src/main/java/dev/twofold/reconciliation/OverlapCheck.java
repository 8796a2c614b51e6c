package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Compares the layers on what one query touches: the segments of its generation whose epochs the
 * speed layer holds too, sealed. Thread-safe.
 */
public final class OverlapCheck {
  private final Fold fold;
  private final BatchView batch;
  private final RealtimeView speed;
  private final int mostStates;

  /**
   * @param mostStates that are held in memory of each layer
   */
  public OverlapCheck(Fold fold, BatchView batch, RealtimeView speed, int mostStates) {
    this.fold = fold;
    this.batch = batch;
    this.speed = speed;
    this.mostStates = mostStates;
  }

  /**
   * @param generation the one that answered
   */
  public Verification verify(Slice slice, long generation) {
    try (BatchView.Pinned pinned = batch.pin(generation)) {
      return verify(slice, pinned);
    } catch (TooMany e) {
      return Verification.none("the query touches more than " + mostStates + " states");
    } catch (RuntimeException e) {
      return Verification.none("a store cannot be read: " + e.getMessage());
    }
  }

  private Verification verify(Slice slice, BatchView.Pinned pinned) {
    Generation generation = pinned.generation();
    Ledger ledger = ledger(generation);
    Merged fromBatch = new Merged();
    Merged fromSpeed = new Merged();
    List<EpochRange> compared = new ArrayList<>();
    List<EpochRange> left = new ArrayList<>();
    for (Segment segment : generation.segments()) {
      if (segment.kind() != Segment.Kind.EPOCHS) {
        continue;
      }
      Ledger.Coverage coverage = ledger.sealed(segment.range());
      if (!coverage.holes().isEmpty()) {
        left.add(segment.range());
        continue;
      }
      compared.add(segment.range());
      pinned.read(segment, slice, fromBatch);
      for (Ledger.Cover cover : coverage.covers()) {
        speed.read(cover.incarnation().number(), cover.epochs(), slice, fromSpeed);
      }
    }
    if (compared.isEmpty()) {
      return Verification.none("the speed layer holds no segment's epochs whole and sealed");
    }
    if (!ledger(generation).equals(ledger) && speed.floor() > ledger.floor()) {
      return Verification.none("real-time rows expired meanwhile");
    }
    Summary summary = Reconciliation.compare(fromBatch.sorted(), fromSpeed.sorted(), 0);
    return new Verification(
        summary.isClean() ? Verification.Verdict.EQUAL : Verification.Verdict.DIFFERENT,
        compared,
        summary.compared(),
        summary.compared() - summary.equal(),
        left.isEmpty() ? "" : "the speed layer does not hold epochs " + left + " whole and sealed");
  }

  private Ledger ledger(Generation generation) {
    Ledger all = speed.ledger();
    List<Incarnation> lives =
        all.incarnations().stream()
            .filter(life -> life.topicId().equals(generation.topicId()))
            // Else one layer is without events that the other holds: they are being erased.
            .filter(life -> life.erasures().equals(generation.erasures()))
            .toList();
    return new Ledger(lives, all.floor());
  }

  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Merges the pieces of each (key, pane). What is no state stays as it is, to be found. */
  private final class Merged implements StateConsumer {
    private final Map<Place, State> states = new HashMap<>();
    private final Map<Place, byte[]> damaged = new HashMap<>();

    @Override
    public void accept(byte[] key, long pane, byte[] state) {
      Place place = new Place(key, pane);
      try {
        fold.merge(state, states.computeIfAbsent(place, none -> fold.newState()));
      } catch (IllegalArgumentException e) {
        damaged.put(place, state);
      }
      if (states.size() > mostStates) {
        throw new TooMany();
      }
    }

    Iterator<StateRow> sorted() {
      return states.entrySet().stream()
          .map(
              entry ->
                  new StateRow(
                      entry.getKey().key(),
                      entry.getKey().pane(),
                      damaged.getOrDefault(entry.getKey(), fold.encode(entry.getValue()))))
          .sorted(SortedRows::compare)
          .iterator();
    }
  }
}
