package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.HasTableOperations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a retired version's batch view goes. */
class DroppedViewTest {
  @TempDir private Path folder;
  private Fixture fixture;

  @BeforeEach
  void publish() throws IOException {
    fixture = new Fixture(folder);
    BatchViewTable view = fixture.warehouse.view(fixture.fold);
    fixture.publish(view, Fixture.events(1, 40), 10);
    fixture.publish(view, Fixture.events(2, 40), 20);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private void drop() {
    fixture.warehouse.dropView(fixture.fold.view(), fixture.fold.version());
  }

  private List<Path> files() throws IOException {
    Path tables = folder.resolve("warehouse/shop");
    if (!Files.exists(tables)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(tables)) {
      return all.filter(file -> file.toString().contains(Warehouse.tableOf(fixture.fold))).toList();
    }
  }

  private void assertGone() throws IOException {
    assertThat(fixture.warehouse.findView(fixture.fold)).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void neitherItsNameNorAFileIsLeft() throws IOException {
    assertThat(files()).isNotEmpty();
    drop();
    assertGone();
    drop();
    assertGone();
  }

  /** As where one was killed after each of its deletions, in turn. */
  @Test
  void whateverAKilledOneHasLeftTheNextFinishes() throws IOException {
    String last =
        ((HasTableOperations) fixture.warehouse.view(fixture.fold).table())
            .operations()
            .current()
            .metadataFileLocation();
    for (Path file : files()) {
      if (Files.isRegularFile(file) && !last.endsWith(file.getFileName().toString())) {
        Files.delete(file);
        break;
      }
    }
    for (Path file : files()) {
      if (file.toString().endsWith(".avro")) {
        Files.delete(file);
      }
    }
    drop();
    assertGone();
  }

  @Test
  void whereOnlyTheNameIsLeftItGoes() throws IOException {
    for (Path file : files()) {
      if (Files.isRegularFile(file)) {
        Files.delete(file);
      }
    }
    drop();
    assertThat(fixture.warehouse.findView(fixture.fold)).isEmpty();
  }

  @Test
  void aVersionThatIsPublishedAnewAfterwardsBeginsEmpty() {
    drop();
    assertThat(fixture.warehouse.view(fixture.fold).version().current()).isEmpty();
  }
}
