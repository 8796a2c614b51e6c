package dev.twofold.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  @Test
  void anIncarnationThatHasRecordedNothingAnswersForNothing() {
    Ledger ledger = new Ledger(List.of(life(1, 0, Map.of())), 0);

    assertThat(ledger.cover(3).covers()).isEmpty();
    assertThat(ledger.cover(3).holes()).containsExactly(new EpochRange(3, EpochRange.OPEN));
  }

  @Test
  void aNewIncarnationLeadsOnceItIsAsFarAsTheOldOne() {
    Incarnation old = life(1, 7, at(10));

    assertThat(leader(old, life(2, 0, Map.of()))).isEqualTo(1);
    assertThat(leader(old, life(2, 0, at(9)))).isEqualTo(1);
    assertThat(leader(old, life(2, 0, at(10)))).isEqualTo(2);
  }

  @Test
  void theNewestIncarnationThatHasSealedAnEpochAnswersForItFinally() {
    Incarnation old = new Incarnation(1, "topic", 0, 7, at(10), 0);
    Incarnation young = new Incarnation(2, "topic", 4, 9, at(20), 0);
    Ledger ledger = new Ledger(List.of(old, young), 1);

    Ledger.Coverage coverage = ledger.sealed(new EpochRange(0, 12));
    assertThat(coverage.covers())
        .containsExactly(
            new Ledger.Cover(old, new EpochRange(1, 4)),
            new Ledger.Cover(young, new EpochRange(4, 9)));
    // Below the floor rows may be gone; from 9 on nothing is sealed, though the young one leads.
    assertThat(coverage.holes()).containsExactly(new EpochRange(0, 1), new EpochRange(9, 12));
    assertThat(ledger.sealed(new EpochRange(5, 5)).holes()).isEmpty();
  }

  private static long leader(Incarnation... lives) {
    List<Ledger.Cover> covers = new Ledger(List.of(lives), 0).cover(0).covers();
    return covers.get(covers.size() - 1).incarnation().number();
  }

  private static Map<Integer, Position> at(long offset) {
    return Map.of(0, new Position(0, offset, 7, 0));
  }

  private static Incarnation life(
      long number, long sealedThrough, Map<Integer, Position> positions) {
    return new Incarnation(number, "topic", 0, sealedThrough, positions, 0);
  }
}
