package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.ErasedBytes;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterEraser;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark folds what events carried before their source had a column for it. */
class GainedColumnsTest {
  private static final List<String> COLOURS =
      List.of("", ", \"colour\": \"vermilion\"", ", \"colour\": \"blue\"", ", \"colour\": 7");

  @TempDir Path folder;
  private JobFixture fixture;
  private final List<String> all = new ArrayList<>();

  @Test
  void eventsFromBeforeAColumnAreFoldedWithItAndForgottenByIt() throws Exception {
    fixture = new JobFixture(folder).createTopic();
    fixture.deployAndFollow();
    send(1);
    assertThat(fixture.job("run")).isZero();
    List<String> landed = files();

    // Its earlier events are read from a snapshot that has no such column.
    fixture.addColumn("colour", "VARCHAR");
    fixture.view(
        "colours",
        "SELECT colour, shop, COUNT(*) AS sales, SUM(items) AS items FROM sales"
            + " GROUP BY colour, shop");
    fixture.deployAndFollow();
    assertThat(fixture.project().views()).extracting(Fold::view).contains("colours");
    step((run, source) -> fold(run, source, FoldStep.Extent.NEW_RECORDS));
    fixture.assertAnswers(all);

    // In one run: from before, with the column and without, with a value that does not fit.
    send(2);
    step(
        (run, source) -> {
          long now = System.currentTimeMillis();
          new Landing(run, source, LandingPlan.Lost.REFUSED)
              .land(
                  run.project().clock().epochOf(now - run.project().settings().grace().toMillis()));
          fold(run, source, FoldStep.Extent.NEW_RECORDS);
        });
    fixture.assertAnswers(all);
    step((run, source) -> fold(run, source, FoldStep.Extent.FULL_RECOMPUTE));
    fixture.assertAnswers(all);
    assertThat(files()).containsAll(landed);

    assertThat(all.removeIf(event -> event.contains("vermilion"))).isTrue();
    step(
        (run, source) ->
            new Forget(run, source).forget("colour LIKE 'verm%'", versions(run, source)));
    fixture.assertAnswers(all);
    assertThat(fixture.records()).hasSize(all.size());
    assertThat(ErasedBytes.in(folder.resolve("warehouse"), "vermilion")).isEmpty();
  }

  private void send(int seed) throws Exception {
    Random random = new Random(seed);
    List<String> events =
        Sales.events(seed, 300).stream()
            .map(event -> event.replace("}", COLOURS.get(random.nextInt(COLOURS.size())) + "}"))
            .toList();
    fixture.send(events);
    all.addAll(events);
    JobFixture.passCut();
  }

  private void step(BiConsumer<Run, SourceDefinition> step) throws IOException {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      step.accept(run, run.project().source("sales"));
    }
  }

  private static void fold(Run run, SourceDefinition source, FoldStep.Extent extent) {
    new FoldStep(run, source, extent).fold(versions(run, source));
  }

  private static List<Fold> versions(Run run, SourceDefinition source) {
    return run.project().versionsOf(source);
  }

  private List<String> files() throws IOException {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      MasterDataset master = run.warehouse().master(run.project().source("sales"));
      return MasterEraser.files(master, master.version()).stream().map(DataFile::location).toList();
    }
  }
}
