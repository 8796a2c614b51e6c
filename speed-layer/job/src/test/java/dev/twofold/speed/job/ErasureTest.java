package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that has folded events which are to be erased ends; its successor is without them. */
class ErasureTest {
  /** Index of the source's column that the condition is about. */
  private static final int USER = 2;

  @TempDir Path folder;

  @Test
  void erasedEventsAreInNoAnswerAndTheNextIncarnationPassesOverThem() {
    try (TestProject test = new TestProject(folder, 2)) {
      Map<Integer, Long> erased;
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.sendRandom(1, 500);
        test.awaitLedger(1);
        erased = test.ends();
        assertThat(EraseRows.erase(test.project())).isEqualTo(1);
        assertThat(test.life(1)).as("it answers for nothing").isEmpty();
        job.awaitOutput("running: source clicks, incarnation 2, from a cold start", 1);
        assertThat(job.output())
            .containsOnlyOnce("erased: source clicks")
            .as("nothing has failed")
            .doesNotContain("\tat ");
        assertThat(test.rows().actual(1)).isEmpty();
        test.sendRandom(2, 500);
        test.awaitLedger(2);
        assertThat(test.rows().actual(2)).isEqualTo(withoutErased(test, erased));
        job.kill9();
      }
    }
  }

  /** The rows of all but the events of {@link EraseRows#CONDITION} below the offsets. */
  static Map<String, String> withoutErased(TestProject test, Map<Integer, Long> below) {
    return test.rows()
        .expected(
            test.ends(),
            (record, row) ->
                row.nulls[USER]
                    || row.words[USER] >= 250
                    || record.offset() >= below.getOrDefault(record.partition(), 0L));
  }
}
