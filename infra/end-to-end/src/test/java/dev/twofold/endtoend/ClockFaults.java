package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.doctor.Finding;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A broker whose clock is wrong. */
interface ClockFaults extends Faults {
  @Test
  @Tag("nightly")
  default void aFastClockHoldsRecordsBackFromBatchAndAnswersStayExact() throws Exception {
    SkewedKafka fast = new SkewedKafka(fixture().platform().stack(), Duration.ofSeconds(40));
    try {
      fixture().send(20);
      fixture().awaitExact();
      Finding finding = fixture().complaint("ahead of this machine's clock");
      assertThat(finding.outcome()).isEqualTo(Finding.Outcome.WARNING);
      assertThat(finding.mend()).contains("timedatectl set-ntp true");
      fixture().publish();
      fixture().awaitExact();
    } finally {
      fast.close();
    }
    fixture().send(20);
    fixture().awaitExact();
    Thread.sleep(Duration.ofSeconds(40).toMillis());
    fixture().publish();
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void aSlowClockPutsRecordsBehindTheCutAndAnswersSaySo() throws Exception {
    fixture().send(20);
    fixture().publish();
    fixture().awaitExact();
    SkewedKafka slow = new SkewedKafka(fixture().platform().stack(), Duration.ofMinutes(-5));
    try {
      fixture().send(20);
      fixture().awaitDegraded("by_page", "behind the cut");
      Finding finding = fixture().complaint("behind the cut");
      assertThat(finding.mend()).contains("./twofold batch run");
      fixture().platform().awaitNextCut();
      fixture().mend(finding);
    } finally {
      slow.close();
    }
    fixture().send(20);
    fixture().assertSound();
  }
}
