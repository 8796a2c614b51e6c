package dev.twofold.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochEdgeTest {
  private static final EpochClock CLOCK = new EpochClock(10);

  @Test
  void isWhereALaterEpochComesFirstThoughClocksStepBack() {
    EpochEdge edge = new EpochEdge(CLOCK, Position.start(3), 5);
    assertThat(edge.takes(0, 44)).isTrue();
    assertThat(edge.takes(1, 12)).isTrue();
    assertThat(edge.epoch()).isEqualTo(4);
    assertThat(edge.isFound()).isFalse();
    assertThat(edge.takes(2, 50)).isFalse();
    assertThat(edge.isFound()).isTrue();
    assertThat(edge.position(9, 7)).isEqualTo(new Position(3, 2, 4, 7));
  }

  @Test
  void isTheEndWhereNoRecordPassesIt() {
    EpochEdge edge = new EpochEdge(CLOCK, new Position(0, 8, 2, 1), 5);
    assertThat(edge.takes(8, 7)).isTrue();
    assertThat(edge.position(11, 1)).isEqualTo(new Position(0, 11, 2, 1));
  }

  @Test
  void doesNotDependOnTheCutsBeforeIt() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      List<Long> log = new ArrayList<>();
      for (int n = random.nextInt(30); n > 0; n--) {
        log.add((long) log.size() * 3 + random.nextInt(40));
      }
      long through = random.nextInt(12);
      Position at = Position.start(0);
      for (long before = random.nextInt(3); before < through; before += 1 + random.nextInt(4)) {
        at = cut(log, at, before);
      }
      assertThat(cut(log, at, through)).isEqualTo(cut(log, Position.start(0), through));
    }
  }

  private static Position cut(List<Long> log, Position from, long through) {
    EpochEdge edge = new EpochEdge(CLOCK, from, through);
    int offset = (int) from.nextOffset();
    while (offset < log.size() && edge.takes(offset, log.get(offset))) {
      offset++;
    }
    return edge.position(log.size(), 0);
  }

  /** A cold start took the epoch after the first record's for whole: the simulation's seed 180. */
  @Test
  void theFirstWholeEpochIsBeyondWhatAClockAheadMayHaveStampedOnRecordsThatAreGone() {
    EffectiveEpochs epochs = new EffectiveEpochs(CLOCK);
    long gone = epochs.next(0, 1_024);
    long left = 1_019;
    assertThat(CLOCK.firstWholeEpoch(left, Duration.ofMillis(5))).isGreaterThan(gone);
  }
}
