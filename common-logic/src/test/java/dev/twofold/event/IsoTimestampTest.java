package dev.twofold.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class IsoTimestampTest {
  private static long parse(String text) {
    char[] padded = ("??" + text + "??").toCharArray();
    return IsoTimestamp.parse(padded, 2, text.length());
  }

  @Property(tries = 5_000)
  void readsWhatTheJdkWrites(
      @ForAll @LongRange(min = IsoTimestamp.EARLIEST, max = IsoTimestamp.LATEST) long millis,
      @ForAll @IntRange(min = -1080, max = 1080) int offsetMinutes) {
    assertThat(parse(Instant.ofEpochMilli(millis).toString())).isEqualTo(millis);
    OffsetDateTime there =
        Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    if (there.getYear() >= 0 && there.getYear() <= 9999) {
      assertThat(parse(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there))).isEqualTo(millis);
    }
  }

  @Property(tries = 5_000)
  void cutTextsAreInvalid(@ForAll @IntRange(min = 0, max = 23) int length) {
    String text = "2015-09-12T00:46:58.771Z";
    assertThat(parse(text.substring(0, length))).isEqualTo(IsoTimestamp.INVALID);
  }
}
