package dev.twofold.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import dev.twofold.view.memory.MemoryBatchView;
import dev.twofold.view.memory.MemoryRealtimeView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rule 3, of readers: what lies behind a cut is told, and nothing else is. */
class CutCheckTest {
  private static final int PARTITIONS = 3;
  private static final EpochClock EPOCHS = new EpochClock(10);

  @Test
  void anAnswerIsDegradedWhileAndOnlyWhileARecordBehindTheCutIsInNeitherSide() {
    int degraded = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      degraded += new Run(seed).run();
    }
    assertThat(degraded).as("readings with something behind the cut").isGreaterThan(1_000);
  }

  /** A log whose clock jumps about, a cut somewhere in it, and a speed layer that reads on. */
  private static final class Run {
    private final int seed;
    private final Random random;
    private final MemoryBatchView batch = new MemoryBatchView();
    private final MemoryRealtimeView speed = new MemoryRealtimeView();
    private final ViewReader reader = new ViewReader(batch, speed, EPOCHS, Clock.systemUTC());

    /** By partition, the effective epoch of each record. */
    private final List<List<Long>> log = new ArrayList<>();

    private final Map<Integer, Position> consumed = new HashMap<>();
    private Generation generation;

    Run(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    int run() {
      EffectiveEpochs effective = new EffectiveEpochs(EPOCHS);
      long now = 1_000;
      for (int p = 0; p < PARTITIONS; p++) {
        log.add(new ArrayList<>());
      }
      for (int i = 0; i < 40; i++) {
        now += random.nextInt(6) == 0 ? random.nextInt(60) - 30 : random.nextInt(5);
        int partition = random.nextInt(PARTITIONS);
        log.get(partition).add(effective.next(partition, now));
      }
      publish(1, 5 + random.nextInt(20), random.nextBoolean() ? PARTITIONS : PARTITIONS - 1);
      int degraded = 0;
      while (consume()) {
        degraded += check();
      }
      // The next segment has what was behind the cut of the last.
      publish(2, 40, PARTITIONS);
      assertThat(check()).isZero();
      return degraded;
    }

    /**
     * A cut at an epoch that lies at most a little ahead of the records so far.
     *
     * @param length how many records each partition has at most when it is made
     * @param partitions how many there are then
     */
    private void publish(long number, int length, int partitions) {
      long through =
          log.stream()
                  .flatMap(epochs -> epochs.subList(0, Math.min(length, epochs.size())).stream())
                  .mapToLong(epoch -> epoch)
                  .max()
                  .orElse(100)
              + random.nextInt(3);
      Map<Integer, Position> cut = new HashMap<>();
      for (int p = 0; p < partitions; p++) {
        List<Long> epochs = log.get(p);
        int offset = 0;
        while (offset < Math.min(length, epochs.size()) && epochs.get(offset) < through) {
          offset++;
        }
        cut.put(p, position(p, offset));
      }
      generation =
          new Generation(
              number, number, through, "topic", cut, List.of(), Instant.EPOCH, "test", 0);
      batch.publish(generation);
    }

    private Position position(int partition, int offset) {
      return offset == 0
          ? Position.start(partition)
          : new Position(partition, offset, log.get(partition).get(offset - 1), 0);
    }

    private boolean consume() {
      boolean more = false;
      for (int p = 0; p < PARTITIONS; p++) {
        Position at = consumed.getOrDefault(p, Position.start(p));
        for (int i = random.nextInt(8); i > 0 && at.nextOffset() < log.get(p).size(); i--) {
          Position next = position(p, (int) at.nextOffset() + 1);
          if (at.epoch() != Position.NO_EPOCH && at.epoch() < next.epoch()) {
            speed.end(1, at);
          }
          at = next;
        }
        consumed.put(p, at);
        more |= at.nextOffset() < log.get(p).size();
      }
      speed.record(new Incarnation(1, "topic", 0, 0, consumed, 0));
      return more;
    }

    private int check() {
      Set<Integer> behind = new TreeSet<>();
      for (Position at : consumed.values()) {
        long cut =
            generation
                .positions()
                .getOrDefault(at.partition(), Position.start(at.partition()))
                .nextOffset();
        for (long offset = cut; offset < at.nextOffset(); offset++) {
          if (log.get(at.partition()).get((int) offset) < generation.through()) {
            behind.add(at.partition());
          }
        }
      }
      Provenance provenance =
          reader.read(Slice.everything(), Layer.MERGED, OptionalLong.empty(), new Ignore());
      List<String> reasons =
          provenance.degraded().stream().filter(why -> why.contains("behind the cut")).toList();
      assertThat(reasons).as("seed %d: %s", seed, behind).hasSameSizeAs(behind);
      for (int partition : behind) {
        assertThat(reasons).anyMatch(why -> why.startsWith("partition " + partition + " "));
      }
      return behind.isEmpty() ? 0 : 1;
    }
  }

  private static final class Ignore implements ViewReader.Collector {
    @Override
    public void accept(byte[] key, long pane, byte[] state) {}

    @Override
    public void clear() {}
  }
}
