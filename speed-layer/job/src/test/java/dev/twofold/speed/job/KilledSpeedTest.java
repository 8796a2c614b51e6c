package dev.twofold.speed.job;

import dev.twofold.speed.views.Moment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A speed layer that dies under load, and the next: its answers are those of one that never died.
 * {@link CrashSweepTest} has it die at every crash point; here are two, one after the other.
 */
final class KilledSpeedTest {
  @TempDir Path folder;

  @Test
  void whatDiesInTheMiddleOfAFlushOrBeforeTheLedgerIsWrittenLosesAndDoublesNothing()
      throws Exception {
    try (TestProject test = new TestProject(folder, 3)) {
      TestAnswer answer = new TestAnswer(test);
      try (AutoCloseable load = test.sendAllTheWhile(1)) {
        dieAt(test, Moment.ROW_BATCH_WRITTEN, 40);
        dieAt(test, Moment.CHECKPOINT_COMPLETED, 3);
      }
      answer.assertWithinBounds();
      try (SpeedProcess job = SpeedProcess.start(test).awaitReady()) {
        test.awaitLedger(test.newest());
        answer.assertExact();
        job.kill9();
      }
    }
  }

  private static void dieAt(TestProject test, Moment moment, int time) {
    try (SpeedProcess job = SpeedProcess.startToDieAt(test, moment, time)) {
      job.awaitDeath();
    }
  }
}
