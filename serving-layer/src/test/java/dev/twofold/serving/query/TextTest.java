package dev.twofold.serving.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.fold.KeyWriter;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Durations and times as requests write them. */
class TextTest {
  @Property
  void a_duration_is_read_back_as_it_was_written(
      @ForAll @LongRange(max = 4_000_000_000_000L) long millis) {
    assertThat(DurationText.parse(DurationText.format(millis))).hasValue(millis);
  }

  @Property
  void a_time_is_read_back_as_it_was_written(
      @ForAll @LongRange(min = -60_000_000_000_000L, max = 250_000_000_000_000L) long millis) {
    assertThat(TimeText.parse(TimeText.format(millis))).hasValue(millis);
  }

  @Example
  void times_may_have_an_offset_or_be_a_date() {
    long noon = Instant.parse("2015-09-12T12:00:00Z").toEpochMilli();
    assertThat(TimeText.parse("2015-09-12T14:00:00+02:00")).hasValue(noon);
    assertThat(TimeText.parse("2015-09-12T12:00Z")).hasValue(noon);
    assertThat(TimeText.parse("2015-09-12")).hasValue(noon - 43_200_000);
    assertThat(TimeText.parse("2015-09-12T12:00:00")).isEmpty();
    assertThat(TimeText.parse("2015-09-12T12:00:00.0001Z")).isEmpty();
    assertThat(TimeText.parse("2015-02-30")).isEmpty();
  }

  @Example
  void a_text_that_no_key_holds_is_refused_and_not_taken_for_null() {
    Column city = new Column("city", DataType.VARCHAR, true);
    String longest = "é".repeat(KeyWriter.MAX_STRING_BYTES / 2);
    assertThat(ColumnText.parse(city, longest)).isEqualTo(longest);
    assertThatThrownBy(() -> ColumnText.parse(city, longest + "x"))
        .isInstanceOf(BadQueryException.class)
        .hasMessageContaining("Cannot filter by city");
  }

  @Example
  void durations_have_a_number_and_a_unit() {
    assertThat(DurationText.parse("90m")).hasValue(5_400_000L);
    assertThat(DurationText.format(5_400_000)).isEqualTo("90m");
    assertThat(DurationText.parse("1.5h")).isEmpty();
    assertThat(DurationText.parse("-1h")).isEmpty();
    assertThat(DurationText.parse("h")).isEmpty();
    assertThat(DurationText.parse("999999999999999d")).isEmpty();
  }
}
