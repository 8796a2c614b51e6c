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
