package dev.twofold.view;

import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Reads one view version out of both stores so that every event is in what it yields exactly once:
 * batch segments tile {@code [0, E)}, speed rows answer from E on, with E taken from the one
 * generation pinned at the start. Whoever takes the states merges them; what does not tile is named
 * in the {@link Provenance}, never silently less. Thread-safe.
 */
public final class ViewReader {
  private final BatchView batch;
  private final RealtimeView speed;
  private final EpochClock epochs;
  private final Clock clock;
  private final CutCheck cutCheck;

  public ViewReader(BatchView batch, RealtimeView speed, EpochClock epochs, Clock clock) {
    this.batch = batch;
    this.speed = speed;
    this.epochs = epochs;
    this.clock = clock;
    this.cutCheck = new CutCheck(speed);
  }

  /** Takes the states of an answer. */
  public interface Collector extends StateConsumer {
    /** Forgets all that it took: the store that gave it has failed half-way. */
    void clear();
  }

  /**
   * Yields the slice's states of the layers asked for; a (key, pane) comes once per segment and
   * epoch that holds it.
   *
   * @param generation the generation to pin; the current one where empty
   * @throws UnknownGenerationException where that generation is not there
   * @throws ViewUnavailableException where no layer that was asked for can answer
   * @throws ReadAbandonedException where the collector, or a store on its behalf, threw it
   */
  public Provenance read(Slice slice, Layer layer, OptionalLong generation, Collector into) {
    return new Reading(slice, layer, into).run(generation);
  }

  /**
   * What an answer would say now of where it comes from; no state is read. Its counts of events are
   * 0.
   *
   * @throws ViewUnavailableException where no layer can answer
   */
  public Provenance look() {
    return read(Slice.nothing(), Layer.MERGED, OptionalLong.empty(), NOBODY);
  }

  private static final Collector NOBODY =
      new Collector() {
        @Override
        public void accept(byte[] key, long pane, byte[] state) {
          throw new IllegalStateException("A store yields states of a slice that has none");
        }

        @Override
        public void clear() {}
      };

  /** One query under way. Order matters: pin, ledger, rows, ledger again. */
  private final class Reading {
    private final Slice slice;
    private final Layer layer;
    private final Collector into;
    private final List<String> degraded = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private long batchEvents;
    private long speedEvents;
    private long batchStates;
    private long speedStates;
    private long freshness = -1;

    Reading(Slice slice, Layer layer, Collector into) {
      this.slice = slice;
      this.layer = layer;
      this.into = into;
    }

    Provenance run(OptionalLong number) {
      Optional<BatchView.Pinned> pinned = layer == Layer.SPEED ? Optional.empty() : pin(number);
      try {
        Optional<Generation> generation = pinned.map(BatchView.Pinned::generation);
        long seam = generation.map(Generation::through).orElse(0L);
        generation.ifPresent(this::checkTiling);
        boolean batchAnswered = pinned.isPresent() && readBatch(pinned.get());
        List<Ledger.Cover> covers = List.of();
        if (layer != Layer.BATCH) {
          covers = readSpeed(seam, generation);
        }
        refuseIfNothingAnswered(batchAnswered);
        return new Provenance(
            layer,
            generation,
            seam,
            covers,
            batchEvents,
            speedEvents,
            batchStates,
            speedStates,
            freshness,
            degraded);
      } finally {
        pinned.ifPresent(BatchView.Pinned::close);
      }
    }

    private Optional<BatchView.Pinned> pin(OptionalLong number) {
      try {
        if (number.isPresent()) {
          return Optional.of(batch.pin(number.getAsLong()));
        }
        Optional<BatchView.Pinned> current = batch.pinCurrent();
        if (current.isEmpty() && layer == Layer.BATCH) {
          degraded.add("no batch generation is published yet");
        }
        return current;
      } catch (UnknownGenerationException e) {
        throw e;
      } catch (RuntimeException e) {
        failed("batch view", e);
        return Optional.empty();
      }
    }

    private void checkTiling(Generation generation) {
      List<Segment> tiles =
          generation.segments().stream()
              .filter(segment -> segment.kind() == Segment.Kind.EPOCHS)
              .sorted((a, b) -> Long.compare(a.range().from(), b.range().from()))
              .toList();
      long reached = 0;
      for (Segment segment : tiles) {
        if (segment.range().from() > reached) {
          hole(new EpochRange(reached, segment.range().from()), "no batch segment covers");
        }
        reached = Math.max(reached, segment.range().to());
      }
      if (reached < generation.through()) {
        hole(new EpochRange(reached, generation.through()), "no batch segment covers");
      }
    }

    private boolean readBatch(BatchView.Pinned pinned) {
      if (slice.isEmpty()) {
        return true;
      }
      try {
        pinned.read(
            slice,
            (key, pane, state) -> {
              batchEvents += Fold.events(state);
              batchStates++;
              into.accept(key, pane, state);
            });
        return true;
      } catch (ReadAbandonedException e) {
        throw e;
      } catch (RuntimeException e) {
        into.clear();
        batchEvents = 0;
        batchStates = 0;
        failed("batch view", e);
        return false;
      }
    }

    private List<Ledger.Cover> readSpeed(long seam, Optional<Generation> generation) {
      try {
        Ledger ledger = speed.ledger();
        Ledger.Coverage coverage = ledger.cover(seam);
        // Rows are handed on only once all are read: a store that fails half-way must leave no part
        // of an epoch behind.
        List<StateRow> rows = new ArrayList<>();
        for (Ledger.Cover cover : slice.isEmpty() ? List.<Ledger.Cover>of() : coverage.covers()) {
          speed.read(
              cover.incarnation().number(),
              cover.epochs(),
              slice,
              (key, pane, state) -> rows.add(new StateRow(key, pane, state)));
        }
        long floor = speed.floor();
        if (floor > seam && floor > ledger.floor()) {
          hole(new EpochRange(seam, floor), "real-time rows expired during the query for");
        }
        if (!speed.erasures().equals(ledger.erasures())) {
          degraded.add(
              "events were erased during the query, and rows of others may be gone with theirs");
        }
        generation.ifPresent(pinned -> checkErasures(pinned, ledger));
        coverage.holes().forEach(range -> hole(range, holeReason(ledger)));
        generation.ifPresent(
            pinned -> degraded.addAll(cutCheck.reasons(pinned, coverage.covers())));
        checkBackfills(coverage.covers(), generation);
        for (StateRow row : rows) {
          speedEvents += Fold.events(row.state());
          speedStates++;
          into.accept(row.key(), row.pane(), row.state());
        }
        coverage.covers().stream()
            .filter(cover -> cover.epochs().to() == EpochRange.OPEN)
            .mapToLong(cover -> cover.incarnation().recordedAtMillis())
            .findFirst()
            .ifPresent(recorded -> freshness = Math.max(0, clock.millis() - recorded));
        return coverage.covers();
      } catch (ReadAbandonedException e) {
        throw e;
      } catch (RuntimeException e) {
        failed("real-time view", e);
        return List.of();
      }
    }

    private String holeReason(Ledger ledger) {
      return ledger.incarnations().stream().allMatch(life -> life.positions().isEmpty())
          ? "the speed layer has recorded nothing yet for"
          : "no rows of the speed layer cover";
    }

    /** While events are being erased, one layer may be without them and the other not. */
    private void checkErasures(Generation generation, Ledger ledger) {
      if (!generation.erasures().containsAll(ledger.erasures())) {
        degraded.add(
            "generation "
                + generation.number()
                + " may still hold events that are being erased; ./twofold batch run finishes that");
      }
      if (!ledger.erasures().containsAll(generation.erasures())) {
        degraded.add(
            "the real-time view may still hold events that are being erased; ./twofold batch run"
                + " finishes that");
      }
    }

    /**
     * Rule 7: what has no ingestion time has no epoch, so it is in no answer until batch has it.
     */
    private void checkBackfills(List<Ledger.Cover> covers, Optional<Generation> generation) {
      Map<Integer, Long> below = new TreeMap<>();
      for (Ledger.Cover cover : covers) {
        Map<Integer, Position> landed =
            generation
                .filter(found -> found.topicId().equals(cover.incarnation().topicId()))
                .map(Generation::positions)
                .orElse(Map.of());
        cover
            .incarnation()
            .backfills()
            .forEach(
                (partition, offset) -> {
                  Position cut = landed.getOrDefault(partition, Position.start(partition));
                  if (cut.nextOffset() < offset) {
                    below.merge(partition, offset, Math::max);
                  }
                });
      }
      below.forEach(
          (partition, offset) ->
              degraded.add(
                  "partition "
                      + partition
                      + " holds records below offset "
                      + offset
                      + " from before its topic was of LogAppendTime; the next batch run counts"
                      + " them"));
    }

    private void hole(EpochRange range, String why) {
      String until = range.to() == EpochRange.OPEN ? "now" : epochs.start(range.to()).toString();
      String from = range.from() <= 0 ? "the beginning" : epochs.start(range.from()).toString();
      degraded.add(why + " epochs " + range + " (ingested from " + from + " until " + until + ")");
    }

    private void failed(String store, RuntimeException e) {
      failures.add(e);
      degraded.add("the " + store + " cannot be read: " + e.getMessage());
    }

    private void refuseIfNothingAnswered(boolean batchAnswered) {
      boolean all = layer == Layer.MERGED ? failures.size() >= 2 : !failures.isEmpty();
      if (all && !batchAnswered) {
        ViewUnavailableException refused =
            new ViewUnavailableException("Cannot answer: " + String.join("; ", degraded));
        failures.forEach(refused::addSuppressed);
        throw refused;
      }
    }
  }
}
