package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.doctor.Finding;
import dev.twofold.cli.query.Answer;
import dev.twofold.stack.Server;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kafka or Cassandra down. */
interface StoreFaults extends Faults {
  @Test
  default void withoutCassandraBatchAnswersAndNothingIsLost() throws Exception {
    Server cassandra = fixture().platform().stack().cassandra();
    cassandra.kill9();
    Answer answer = fixture().ask("by_page");
    assertThat(answer.degradedBecause())
        .anySatisfy(reason -> assertThat(reason).contains("real-time view cannot be read"));
    assertThat(answer.batchEvents()).isPositive();
    // Flushed into nothing; and what starts now finds no Cassandra.
    fixture().send(50);
    assertNamed(fixture().complaint("No node answers at"), "cassandra");
    fixture().platform().killSpeedLayer();
    fixture().awaitInLog("speed.log", "Cassandra is down: no node answers at");

    cassandra.start();
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void theDoctorsCommandBringsADeadCassandraBack() throws Exception {
    fixture().platform().stack().cassandra().kill9();
    fixture().send(50);
    fixture().mend(fixture().complaint("No node answers at"));
    fixture().assertSound();
  }

  @Test
  default void withoutKafkaAnswersStayAndEventsWaitAtTheirSenders() throws Exception {
    assertNothingLostWithoutKafkaFor(Duration.ofSeconds(10));
  }

  @Test
  @Tag("nightly")
  default void withoutKafkaForAMinuteNothingIsLost() throws Exception {
    assertNothingLostWithoutKafkaFor(Duration.ofMinutes(1));
  }

  @Test
  @Tag("nightly")
  default void theDoctorsCommandBringsADeadKafkaBack() throws Exception {
    fixture().send(50);
    fixture().platform().stack().kafka().kill9();
    fixture().mend(fixture().complaint("No broker answers at"));
    fixture().send(50);
    fixture().assertSound();
  }

  /** It waits for half a minute before it gives up. */
  @Test
  @Tag("nightly")
  default void aBatchRunWithoutKafkaFailsForAnotherTry() throws Exception {
    fixture().send(50);
    fixture().platform().stack().kafka().kill9();
    fixture().platform().awaitNextCut();
    MendingShell.Ended failed = fixture().runBatch();
    fixture().platform().stack().kafka().start();
    assertThat(failed.exitCode()).as(failed.said()).isEqualTo(ExitCodes.FAILED);
    assertThat(failed.said()).contains("to run it again is safe: Kafka at 127.0.0.1:");
    assertThat(fixture().runBatch().exitCode()).isZero();
    fixture().assertSound();
  }

  private void assertNothingLostWithoutKafkaFor(Duration outage) throws Exception {
    Server kafka = fixture().platform().stack().kafka();
    Load load = fixture().load("visits");
    Thread.sleep(500);
    kafka.kill9();
    long end = System.nanoTime() + outage.toNanos();
    assertNamed(fixture().complaint("No broker answers at"), "kafka");
    assertThat(fixture().ask("by_shop").isExact()).isTrue();
    Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));

    kafka.start();
    load.end();
    fixture().assertSound();
  }

  private static void assertNamed(Finding finding, String store) {
    assertThat(finding.subject()).isEqualTo(store);
    assertThat(finding.outcome()).isEqualTo(Finding.Outcome.FAULT);
    assertThat(finding.mend()).contains("./twofold down").contains("./twofold up");
  }
}
