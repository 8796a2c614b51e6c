package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.OrphanFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that dies by SIGKILL, and the next: they end where one run would. */
class KilledRunTest {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path folder;

  @Test
  void theNextRunFinishesWhatAKilledOneBeganAndItsFilesAreCleanedUp() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> sent = new ArrayList<>(Sales.events(1, 400));
    fixture.send(sent);
    JobFixture.passCut();
    killAt(Moment.LANDING_WRITTEN, fixture);
    assertThat(fixture.records()).as("nothing half-done is visible").isEmpty();

    killAt(Moment.PUBLISHED, fixture);
    assertThat(fixture.records()).hasSize(400);
    assertThat(published(fixture)).as("one view of two").isEqualTo(1);

    // The third finds both half-way, and takes neither's files for its own.
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(sent);
    assertThat(fixture.records()).hasSize(400);

    assertThat(clean(fixture, Instant.now().minus(OrphanFiles.AGE)))
        .as("files as young as those of a run in flight")
        .isZero();
    assertThat(clean(fixture, Instant.now().plusSeconds(9))).isPositive();
    assertThat(clean(fixture, Instant.now().plusSeconds(9))).isZero();
    fixture.assertAnswers(sent);
    assertThat(fixture.job("run", "--full")).isZero();
    fixture.assertAnswers(sent);
  }

  private void killAt(Moment moment, JobFixture fixture) throws Exception {
    Path output = folder.resolve("killed-at-" + moment);
    Process run = fixture.startStoppingAt(moment, output);
    Instant limit = Instant.now().plus(LIMIT);
    while (!Files.readString(output, StandardCharsets.UTF_8).contains(StoppingRun.THERE)) {
      assertThat(run.isAlive()).as(Files.readString(output)).isTrue();
      assertThat(Instant.now()).isBefore(limit);
      Thread.sleep(50);
    }
    run.destroyForcibly().waitFor();
  }

  private static long published(JobFixture fixture) throws IOException {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      return run.project().views().stream()
          .filter(view -> run.warehouse().view(view).version().current().isPresent())
          .count();
    }
  }

  private static int clean(JobFixture fixture, Instant writtenBefore) throws IOException {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      List<Table> tables = new ArrayList<>();
      tables.add(run.warehouse().master(run.project().source("sales")).table());
      run.project().views().forEach(view -> tables.add(run.warehouse().view(view).table()));
      return tables.stream().mapToInt(table -> OrphanFiles.delete(table, writtenBefore)).sum();
    }
  }
}
