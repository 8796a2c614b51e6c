package dev.twofold.cli.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.RunRecord.Reason;
import dev.twofold.cli.CliException;
import dev.twofold.cli.alert.Alert;
import dev.twofold.definition.Settings.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScheduledRunsTest {
  private static final String EACH_SECOND = "* * * * * ? *";
  private static final String EACH_NIGHT = "0 15 2 * * ? *";
  private static final long LIMIT_SECONDS = 30;

  private record Begun(String source, Reason reason, Instant scheduled) {}

  private final BlockingQueue<Begun> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<Alert> alerts = new LinkedBlockingQueue<>();

  @Test
  void runsStartAtTheTimesThatTheScheduleNames() throws Exception {
    try (ScheduledRuns runs = start(EACH_SECOND, 0, this::note, Optional.empty())) {
      Begun first = next();
      Begun second = next();
      assertThat(List.of(first, second))
          .allSatisfy(one -> assertThat(one.source()).isEqualTo("sales"))
          .allSatisfy(one -> assertThat(one.reason()).isEqualTo(Reason.SCHEDULE));
      assertThat(first.scheduled()).isEqualTo(first.scheduled().truncatedTo(ChronoUnit.SECONDS));
      assertThat(second.scheduled()).isAfter(first.scheduled());
    }
  }

  @Test
  void twoRunsOfOneSourceNeverOverlap() throws Exception {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ScheduledRuns.Starter slow =
        (source, reason, scheduled) -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          Thread.sleep(2_500);
          atOnce.decrementAndGet();
          note(source, reason, scheduled);
        };
    try (ScheduledRuns runs = start(EACH_SECOND, 0, slow, Optional.empty())) {
      next();
      next();
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void runsThatWereMissedAreCaughtUpWithByOne() throws Exception {
    Instant threeNightsAgo = Instant.now().minus(Duration.ofDays(3));
    try (ScheduledRuns runs =
        start(EACH_NIGHT, 0, this::note, Optional.of(endedWell(threeNightsAgo)))) {
      Begun caughtUp = next();
      assertThat(caughtUp.reason()).isEqualTo(Reason.CATCH_UP);
      assertThat(caughtUp.scheduled()).isBetween(threeNightsAgo, Instant.now());
      assertThat(begun.poll(1, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void nothingIsCaughtUpWithWhereNothingWasMissed() throws Exception {
    try (ScheduledRuns runs =
        start(EACH_NIGHT, 0, this::note, Optional.of(endedWell(Instant.now())))) {
      assertThat(begun.poll(1, TimeUnit.SECONDS)).isNull();
    }
    try (ScheduledRuns runs = start(EACH_NIGHT, 0, this::note, Optional.empty())) {
      assertThat(begun.poll(1, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void aFailedRunIsTriedAgainAndThenToldOf() throws Exception {
    ScheduledRuns.Starter failing =
        (source, reason, scheduled) -> {
          note(source, reason, scheduled);
          throw CliException.failed("Kafka does not answer");
        };
    Instant before = Instant.now().minus(Duration.ofDays(2));
    try (ScheduledRuns runs = start(EACH_NIGHT, 2, failing, Optional.of(endedWell(before)))) {
      assertThat(next().reason()).isEqualTo(Reason.CATCH_UP);
      assertThat(next().reason()).isEqualTo(Reason.RETRY);
      assertThat(alerts).isEmpty();
      assertThat(next().reason()).isEqualTo(Reason.RETRY);
      Alert alert = alerts.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(alert.summary()).contains("sales", "Kafka does not answer");
      assertThat(alert.details()).containsEntry("attempts", 3);
    }
  }

  @Test
  void aRefusedRunIsNotTriedAgain() throws Exception {
    ScheduledRuns.Starter refusing =
        (source, reason, scheduled) -> {
          note(source, reason, scheduled);
          throw CliException.refused("Records are lost");
        };
    Instant before = Instant.now().minus(Duration.ofDays(2));
    try (ScheduledRuns runs = start(EACH_NIGHT, 5, refusing, Optional.of(endedWell(before)))) {
      next();
      assertThat(alerts.poll(LIMIT_SECONDS, TimeUnit.SECONDS).details())
          .containsEntry("attempts", 1);
      assertThat(begun).isEmpty();
    }
  }

  @Test
  void aScheduleIsInTheLocalTimeOfItsZone() {
    Schedule berlin = schedule(EACH_NIGHT, 0, "Europe/Berlin");
    assertThat(ScheduledRuns.firstAfter(berlin, Instant.parse("2026-01-10T12:00:00Z")))
        .contains(Instant.parse("2026-01-11T01:15:00Z"));
    assertThat(ScheduledRuns.firstAfter(berlin, Instant.parse("2026-07-10T12:00:00Z")))
        .contains(Instant.parse("2026-07-11T00:15:00Z"));
  }

  private ScheduledRuns start(
      String cron, int retries, ScheduledRuns.Starter starter, Optional<RunRecord> last) {
    return ScheduledRuns.start(
        Map.of("sales", schedule(cron, retries, "UTC")), starter, source -> last, alerts::add);
  }

  private static Schedule schedule(String cron, int retries, String zone) {
    return new Schedule(cron, ZoneId.of(zone), retries, Duration.ofMillis(100));
  }

  private void note(String source, Reason reason, Instant scheduled) {
    begun.add(new Begun(source, reason, scheduled));
  }

  private Begun next() throws InterruptedException {
    Begun next = begun.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("a run that began").isNotNull();
    return next;
  }

  private static RunRecord endedWell(Instant started) {
    long millis = started.toEpochMilli();
    return new RunRecord(
        "1",
        "sales",
        "run",
        Reason.BY_HAND,
        Outcome.DONE,
        0,
        millis,
        millis,
        millis,
        0,
        1,
        0,
        0,
        "",
        List.of(),
        List.of());
  }
}
