package dev.twofold.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.DeadLetterExpiry;
import dev.twofold.batch.views.LandingWriter;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.ClicksProject;
import dev.twofold.definition.Project;
import dev.twofold.epoch.Position;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetterWriter;
import dev.twofold.speed.views.DeadLetters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real Cassandra and a real warehouse. */
class OldDeadLettersTest {
  @TempDir private Path folder;

  @Test
  void thoseGoThatBatchHasLetGoOfAndNoOthers() throws IOException {
    Project project = project();
    assertThat(new OldDeadLetters(project).delete()).as("no master dataset").isZero();
    try (CassandraSession session = CassandraSession.open(project.settings());
        Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      DeadLetterWriter letters = new DeadLetterWriter(session, 1);
      for (long epoch = 0; epoch < 4; epoch++) {
        letters.add(new DeadLetter("clicks", "t", 0, epoch, epoch, epoch, "is empty", null));
      }
      letters.flush();
      MasterDataset master = warehouse.master(project.source("clicks"));
      land(master);
      assertThat(new OldDeadLetters(project).delete()).as("none expires").isZero();

      DeadLetterExpiry.plan(master, 3, project.clock()).orElseThrow().commit();
      assertThat(new OldDeadLetters(project).delete()).isEqualTo(3);
      assertThat(new DeadLetters(session, "clicks").page(null, 10))
          .extracting(DeadLetter::epoch)
          .containsExactly(3L);
    }
  }

  private static void land(MasterDataset master) throws IOException {
    try (LandingWriter out = new LandingWriter(master.table(), master.source(), 0, 0, "landing")) {
      for (long epoch = 0; epoch < 4; epoch++) {
        out.reject(new LandingWriter.Origin(0, epoch, epoch, epoch), "is empty", null);
      }
      Cut cut = new Cut("clicks", "t", 4, Map.of(0, new Position(0, 4, 3, 0)));
      master.land(master.version(), cut, out.finish(), 0);
    }
  }

  private Project project() throws IOException {
    ClicksProject clicks =
        ClicksProject.create(
            folder.resolve("project"), "name: old_dead_letters\ncassandra: {shards: 1}");
    clicks.write("views/pages.sql", "SELECT page, COUNT(*) AS n FROM clicks GROUP BY page");
    return Project.load(clicks.folder(), ClicksProject.stores(folder.resolve("warehouse")));
  }
}
