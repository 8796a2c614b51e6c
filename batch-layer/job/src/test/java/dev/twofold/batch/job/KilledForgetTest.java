package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.batch.views.ErasedBytes;
import dev.twofold.batch.views.Moment;
import dev.twofold.crash.CrashWitness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A forget is killed, and nobody repeats it: the next batch run finishes it. */
class KilledForgetTest {
  /** Of a shop that nobody else buys in, so that its bytes tell of such an event. */
  private static final String SHOP = "zz7731";

  private static final String ERASED =
      "{\"sold_at\": \"2026-11-23T07:05:00Z\", \"buyer\": \"eve\", \"online\": true, \"shop\": \""
          + SHOP
          + "\"}";

  @TempDir Path folder;

  @Test
  void theNextRunErasesWhatWasRecordedFromViewsThatAreHeldToo() throws Exception {
    theNextRunFinishesOneThatDiesAt(Moment.ERASURE_RECORDED);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "ERASURE_WRITTEN",
        "ERASED",
        "SEGMENTS_WRITTEN",
        "PUBLISHED",
        "GENERATIONS_RETIRED",
        "FILES_ERASED",
        "SNAPSHOTS_ERASED"
      })
  @Tag("nightly")
  void theNextRunFinishesOneThatDiesAt(Moment death) throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> kept = new ArrayList<>();
    List<String> held = send(fixture, kept);
    assertThat(fixture.job("run")).isZero();
    send(fixture, kept);
    assertThat(fixture.job("run")).isZero();
    fixture.rollback("online_buyers", 1);
    // Of which Kafka still has what no landing has brought.
    send(fixture, kept);
    assertThatThrownBy(() -> forgetUntil(fixture, death)).hasMessage("killed");

    assertThat(fixture.job("run")).isZero();
    assertThat(fixture.answer("sales_by_shop")).isEqualTo(fixture.expected("sales_by_shop", kept));
    assertThat(fixture.answer("online_buyers")).isEqualTo(fixture.expected("online_buyers", held));
    assertThat(ErasedBytes.in(folder.resolve("warehouse"), SHOP)).isEmpty();

    fixture.release();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(kept);
    assertThat(ErasedBytes.in(folder.resolve("warehouse"), SHOP)).isEmpty();
  }

  /** Sends sales, some of them to be forgotten. Returns the others. */
  private static List<String> send(JobFixture fixture, List<String> kept) throws Exception {
    List<String> events = Sales.events(kept.size(), 200);
    kept.addAll(events);
    fixture.send(events);
    fixture.send(Collections.nCopies(3, ERASED));
    JobFixture.passCut();
    return events;
  }

  private static void forgetUntil(JobFixture fixture, Moment death) throws Exception {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput());
        CrashWitness witness =
            CrashWitness.of(
                moment -> {
                  if (moment == death) {
                    throw new IllegalStateException("killed");
                  }
                })) {
      new Forget(run, run.project().source("sales")).forget("buyer = 'eve'", run.project().views());
    }
  }
}
