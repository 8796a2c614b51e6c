package dev.twofold.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpochsTextTest {
  private static final EpochClock HOURS = EpochClock.of(Duration.ofHours(1));

  @ParameterizedTest
  @CsvSource({
    "100..200,100,200",
    "1970-01-01T02:00:00Z..1970-01-01T04:00:00Z,2,4",
    "1970-01-01T02:59:00Z..1970-01-01T03:01:00Z,2,4",
    "..7,0,7"
  })
  void aRangeHoldsEveryEpochThatItsEndsTouch(String text, long from, long to) {
    assertThat(EpochsText.parse(text, HOURS)).isEqualTo(new EpochRange(from, to));
  }

  @Test
  void aRangeMayHaveNoEnd() {
    assertThat(EpochsText.parse("5..", HOURS)).isEqualTo(new EpochRange(5, EpochRange.OPEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "a..b", "9..2", "1..2..3", ""})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> EpochsText.parse(text, HOURS)).hasMessageContaining("write FROM..TO");
  }
}
