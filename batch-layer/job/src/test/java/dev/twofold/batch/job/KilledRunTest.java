package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Moment;
import dev.twofold.batch.views.OrphanFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that die, and the next: they end where one run would. {@link CrashSweepTest} has a run die
 * at every crash point; here are a few of them, one after the other.
 */
class KilledRunTest {
  @TempDir Path folder;

  @Test
  void theNextRunFinishesWhatKilledOnesBeganAndTheirFilesAreCleanedUp() throws Exception {
    JobFixture fixture =
        new JobFixture(folder)
            .with("warehouse.properties.io-impl", CrashingFileIO.class.getName())
            .createTopic();
    Leftovers leftovers = new Leftovers(fixture);
    List<String> sent = new ArrayList<>(Sales.events(1, 400));
    fixture.send(sent);
    JobFixture.passCut();
    // The first metadata file is that of the table; the second is that of the landing.
    fixture.dieAt(FileMoment.METADATA_WRITTEN, 2, "run");
    assertThat(fixture.records()).as("nothing half-done is visible").isEmpty();

    fixture.dieAt(Moment.PUBLISHED, "run");
    assertThat(fixture.records()).hasSize(400);
    assertThat(published(fixture)).as("one view of two").isEqualTo(1);

    // The third finds both half-way, and takes neither's files for its own.
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(sent);
    assertThat(fixture.records()).hasSize(400);

    assertThat(leftovers.clean(Instant.now().minus(OrphanFiles.AGE)))
        .as("files as young as those of a run in flight")
        .isZero();
    leftovers.assertNoneAfterCleaning();
    fixture.assertAnswers(sent);
    assertThat(fixture.job("run", "--full")).isZero();
    fixture.assertAnswers(sent);

    // Two die over the expiry of the first generation: one before its files go, one between them.
    fixture.with("retention.generations", "1").with("retention.longest_query", "1ms");
    fixture.dieAt(Moment.GENERATIONS_EXPIRED, "compact");
    fixture.dieAt(FileMoment.FILE_DELETED, "compact");
    assertThat(fixture.job("compact")).isZero();
    leftovers.assertNoneAfterCleaning();
    fixture.assertAnswers(sent);
  }

  private static long published(JobFixture fixture) throws IOException {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      return run.project().views().stream()
          .filter(view -> run.warehouse().view(view).version().current().isPresent())
          .count();
    }
  }
}
