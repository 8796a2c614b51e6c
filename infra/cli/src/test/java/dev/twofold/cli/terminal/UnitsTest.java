package dev.twofold.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void counts_have_thousands_and_a_noun_that_agrees() {
    assertThat(Units.count(39_244)).isEqualTo("39,244");
    assertThat(Units.count(1, "view")).isEqualTo("1 view");
    assertThat(Units.count(0, "view")).isEqualTo("0 views");
  }

  @Test
  void times_are_in_seconds_then_minutes() {
    assertThat(Units.seconds(Duration.ofMillis(2149))).isEqualTo("2.1 s");
    assertThat(Units.seconds(Duration.ofSeconds(65))).isEqualTo("1 min 05 s");
    assertThat(Units.seconds(Duration.ofMillis(-3))).isEqualTo("0.0 s");
  }

  @Test
  void sizes_have_two_digits_or_three() {
    assertThat(Units.bytes(812)).isEqualTo("812 B");
    assertThat(Units.bytes(1_440_000_000)).isEqualTo("1.4 GB");
    assertThat(Units.bytes(999_999)).isEqualTo("1.0 MB");
  }
}
