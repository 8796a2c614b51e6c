package dev.twofold.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.view.Generation;
import dev.twofold.view.Layer;
import dev.twofold.view.Ledger;
import dev.twofold.view.Provenance;
import dev.twofold.view.Slice;
import dev.twofold.view.ViewReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The protocol in one thread, by a seed: log, clock, batch runs, compactions, rollbacks, expiry,
 * flushes, checkpoints, crashes and cold starts in random order, with the real fold, epochs,
 * ledger, tiling and merge. After each step the oracle: an answer holds at least every event up to
 * the speed positions that it names and at most those in the log; at rest it equals the fold of
 * all.
 */
class SimulationTest {
  private static final Fold FOLD =
      Project.load(Path.of("src/test/resources/simulation"), Map.of()).views().get(0);

  @Test
  void everyAnswerTilesTheLogWhateverHappens() {
    long first = Long.getLong("twofold.simulation.seed", 1);
    long count = Long.getLong("twofold.simulation.seeds", 2_000);
    for (long seed = first; seed < first + count; seed++) {
      new Run(seed).run();
    }
  }

  /** COUNT(DISTINCT amount): counts events, each once. */
  private static final int AMOUNTS = 2;

  private record Group(ByteBuffer key, long pane) {}

  private static final class Run {
    private final long seed;
    private final Random random;
    private final SimulatedLog log = new SimulatedLog(3);
    private final SimulatedBatch batch = new SimulatedBatch(log, FOLD);
    private final SimulatedSpeed speed = new SimulatedSpeed(log, FOLD);
    private final ViewReader reader =
        new ViewReader(batch.view, speed.view, log.epochs, Clock.systemUTC());

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void run() {
      for (int step = 0; step < 120; step++) {
        step();
        check(false);
      }
      while (!speed.atRest()) {
        speed.consume(random, 100);
      }
      speed.checkpoint(false);
      check(true);
    }

    private void step() {
      switch (random.nextInt(16)) {
        case 0 -> log.pass(random.nextInt(random.nextInt(8) == 0 ? 60 : 6));
        case 1 -> batch.run();
        case 2 -> batch.compact();
        case 3 -> batch.recompute();
        case 4 -> batch.rollback(random);
        case 5 -> expire();
        case 6 -> speed.crashAndRestore();
        case 7 -> speed.coldStart(batch.earliest());
        case 8, 9 -> speed.checkpoint(random.nextInt(5) == 0);
        case 10 -> speed.flushSome(random);
        case 11 -> speed.dropSealed();
        case 12, 13 -> {
          for (int i = random.nextInt(8); i >= 0; i--) {
            log.append(random);
          }
        }
        default -> speed.consume(random, 1 + random.nextInt(10));
      }
    }

    /**
     * Generations first, then the floor, then the rows: a retained generation never lacks the rows
     * above its seam.
     */
    private void expire() {
      if (batch.current() != null) {
        batch.expire(2);
        speed.view.expire(batch.earliest().through());
      }
    }

    private void check(boolean atRest) {
      Map<Group, State> answer = new HashMap<>();
      Provenance provenance =
          reader.read(Slice.everything(), Layer.MERGED, OptionalLong.empty(), collect(answer));
      assertThat(provenance.degraded()).as("seed %d", seed).isEmpty();
      Map<Group, State> all = fold(null);
      Map<Group, State> least = fold(named(provenance));
      assertThat(missing(answer, all)).as("seed %d: not in the log", seed).isEmpty();
      assertThat(missing(least, answer)).as("seed %d: not in the answer", seed).isEmpty();
      if (atRest) {
        assertThat(encoded(answer)).as("seed %d", seed).isEqualTo(encoded(all));
      }
    }

    /** The groups whose events are not all in {@code whole}: adding them to it adds an amount. */
    private static List<Group> missing(Map<Group, State> part, Map<Group, State> whole) {
      return part.entrySet().stream()
          .filter(
              entry -> {
                State together = FOLD.newState();
                State in = whole.getOrDefault(entry.getKey(), FOLD.newState());
                FOLD.merge(in, together);
                FOLD.merge(entry.getValue(), together);
                return !FOLD.present(together, AMOUNTS).equals(FOLD.present(in, AMOUNTS))
                    || in.events() != (Long) FOLD.present(in, AMOUNTS);
              })
          .map(Map.Entry::getKey)
          .toList();
    }

    /**
     * The positions that the answer names: those of the incarnation that leads, and of the
     * generation.
     */
    private Map<Integer, Long> named(Provenance provenance) {
      Map<Integer, Long> named = new HashMap<>();
      for (Ledger.Cover cover : provenance.covers()) {
        if (cover.epochs().to() != EpochRange.OPEN) {
          continue;
        }
        for (Position at : cover.incarnation().positions().values()) {
          named.merge(at.partition(), at.nextOffset(), Math::max);
        }
      }
      for (Generation generation : provenance.generation().stream().toList()) {
        generation
            .positions()
            .values()
            .forEach(at -> named.merge(at.partition(), at.nextOffset(), Math::max));
      }
      return named;
    }

    private Map<Group, State> fold(Map<Integer, Long> below) {
      Map<Group, State> folded = new HashMap<>();
      for (int p = 0; p < log.partitions(); p++) {
        List<SimulatedLog.Entry> records = new ArrayList<>(log.partition(p));
        long end = below == null ? records.size() : below.getOrDefault(p, 0L);
        for (SimulatedLog.Entry record : records.subList(0, (int) end)) {
          KeyWriter key = new KeyWriter();
          FOLD.key(record.row(), key);
          Group group = new Group(ByteBuffer.wrap(key.toBytes()), FOLD.pane(record.row()));
          FOLD.add(record.row(), folded.computeIfAbsent(group, none -> FOLD.newState()));
        }
      }
      return folded;
    }

    private static ViewReader.Collector collect(Map<Group, State> answer) {
      return new ViewReader.Collector() {
        @Override
        public void accept(byte[] key, long pane, byte[] state) {
          FOLD.merge(
              state,
              answer.computeIfAbsent(
                  new Group(ByteBuffer.wrap(key), pane), none -> FOLD.newState()));
        }

        @Override
        public void clear() {
          answer.clear();
        }
      };
    }

    private static Map<Group, String> encoded(Map<Group, State> states) {
      Map<Group, String> encoded = new HashMap<>();
      states.forEach(
          (group, state) -> encoded.put(group, HexFormat.of().formatHex(FOLD.encode(state))));
      return encoded;
    }
  }
}
