package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Layer;
import dev.twofold.view.Ledger;
import dev.twofold.view.Provenance;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.ViewReader;
import dev.twofold.view.memory.MemoryBatchView;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 3 on a real broker: a cut is made too early, and records come behind it. */
final class BehindCutTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;
  private final MemoryBatchView batch = new MemoryBatchView();

  @Test
  void aRecordBehindACutDegradesAnswersUntilASegmentHasIt() throws Exception {
    try (TestProject test = new TestProject(folder, 2)) {
      send(test, 0, 1);
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        awaitLedger(test);
        // As by a clock that is three epochs ahead of the broker's.
        long through = test.project().clock().epochOf(System.currentTimeMillis()) + 3;
        publish(1, through, ledger(test).incarnations().get(0));
        assertThat(read(test).degraded()).isEmpty();

        send(test, 0);
        awaitLedger(test);
        String why = "partition 0 holds records behind the cut of generation 1, in offsets [1, 2)";
        assertThat(read(test).degraded()).singleElement().asString().startsWith(why);

        // Those of later epochs hide it from nobody, nor does a crash.
        Thread.sleep(
            Math.max(0, test.project().clock().startMillis(through) - System.currentTimeMillis()));
        send(test, 0, 1);
        awaitLedger(test);
        assertThat(read(test).degraded()).singleElement().asString().startsWith(why);
        job.kill9();
      }
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        send(test, 0, 1);
        awaitLedger(test);
        assertThat(read(test).degraded()).hasSize(1);
        long next = test.project().clock().epochOf(System.currentTimeMillis()) + 1;
        publish(2, next, ledger(test).incarnations().get(0));
        assertThat(read(test).degraded()).isEmpty();
      }
    }
  }

  private static void send(TestProject test, int... partitions) {
    for (int partition : partitions) {
      test.topic.send(partition, TestProject.click(1_700_000_000_000L, "page", 7, 2));
    }
    test.topic.flush();
  }

  /** A generation that has all that the speed layer has, and says that it has all epochs below. */
  private void publish(long number, long through, Incarnation now) {
    String id = "s" + number;
    batch.write(id, List.of());
    batch.publish(
        new Generation(
            number,
            number,
            through,
            now.topicId(),
            now.positions(),
            List.of(new Segment(id, Segment.Kind.EPOCHS, new EpochRange(0, through), 0, 0)),
            Instant.EPOCH,
            "test",
            0));
  }

  private Provenance read(TestProject test) {
    Fold view = test.project().views().get(0);
    ViewReader reader =
        new ViewReader(batch, test.view(view), test.project().clock(), Clock.systemUTC());
    return reader.read(
        Slice.everything(),
        Layer.MERGED,
        OptionalLong.empty(),
        new ViewReader.Collector() {
          @Override
          public void accept(byte[] key, long pane, byte[] state) {}

          @Override
          public void clear() {}
        });
  }

  private static Ledger ledger(TestProject test) {
    return test.view(test.project().views().get(0)).ledger();
  }

  private static void awaitLedger(TestProject test) {
    Map<Integer, Long> ends = test.ends();
    Await.until(
        "the ledger has " + ends,
        LIMIT,
        () ->
            ledger(test).incarnations().stream()
                .anyMatch(
                    life ->
                        ends.entrySet().stream()
                            .allMatch(
                                end ->
                                    life.positions().containsKey(end.getKey())
                                        && life.positions().get(end.getKey()).nextOffset()
                                            >= end.getValue())));
  }
}
