package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.view.ViewUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.HasTableOperations;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogRestoreTest {
  @TempDir private Path folder;

  @Test
  void aDestroyedCatalogIsMadeAnewFromTheTables() throws Exception {
    try (Fixture fixture = new Fixture(folder)) {
      fixture.publish(view(fixture), Fixture.events(1, 300), 5);
      fixture.publish(view(fixture), Fixture.events(2, 200), 9);
      var before = view(fixture).version();
      fixture.warehouse.close();

      destroy();
      var settings = Fixture.settings(folder.resolve("warehouse"));
      assertThatThrownBy(() -> Warehouse.open(settings, fixture.project.name()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("./twofold restore-catalog");
      assertThat(CatalogRestore.restore(settings)).hasSize(1);

      try (Warehouse restored = Warehouse.open(settings, fixture.project.name())) {
        BatchViewTable view = restored.findView(fixture.fold).orElseThrow();
        assertThat(view.version()).isEqualTo(before);
        assertThat(view.generations()).hasSize(2);
        assertThat(FileCheck.damages(view.table())).isEmpty();
      }
      assertThat(CatalogRestore.restore(settings)).as("nothing left to do").isEmpty();
    }
  }

  /** Iceberg reads metadata that does not parse again and again, for a minute. */
  @Test
  @Tag("nightly")
  void whereTheNewestMetadataIsDamagedTooTheOneBeforeTakesItsPlace() throws Exception {
    try (Fixture fixture = new Fixture(folder)) {
      fixture.publish(view(fixture), Fixture.events(1, 300), 5);
      var before = view(fixture).version();
      fixture.publish(view(fixture), Fixture.events(2, 200), 9);
      String metadata =
          ((HasTableOperations) view(fixture).table())
              .operations()
              .current()
              .metadataFileLocation();
      fixture.warehouse.close();

      Files.writeString(path(metadata), "{");
      var settings = Fixture.settings(folder.resolve("warehouse"));
      assertThat(CatalogRestore.restore(settings)).hasSize(1);

      try (Warehouse restored = Warehouse.open(settings, fixture.project.name())) {
        assertThat(restored.findView(fixture.fold).orElseThrow().version()).isEqualTo(before);
      }
    }
  }

  @Test
  void aMissingAndADamagedFileAreFound() throws Exception {
    try (Fixture fixture = new Fixture(folder)) {
      fixture.publish(view(fixture), Fixture.events(1, 300), 5);
      fixture.publish(view(fixture), Fixture.events(2, 200), 9);
      var version = view(fixture).version();
      List<String> files =
          version.current().orElseThrow().segments().stream()
              .flatMap(segment -> files(fixture, version, segment.id()).stream())
              .toList();
      Files.delete(path(files.get(0)));
      byte[] bytes = Files.readAllBytes(path(files.get(1)));
      bytes[bytes.length - 6] ^= 0x55;
      Files.write(path(files.get(1)), bytes);

      assertThat(FileCheck.damages(view(fixture).table()))
          .extracting(FileCheck.Damage::file)
          .contains(files.get(0), files.get(1));
    }
  }

  @Test
  void beforeItsFirstRefreshAReaderDoesNotSayThatNothingIsPublished() throws Exception {
    try (Fixture fixture = new Fixture(folder)) {
      fixture.publish(view(fixture), Fixture.events(1, 300), 5);
      IcebergBatchView reader = fixture.reader();
      assertThatThrownBy(reader::pinCurrent).isInstanceOf(ViewUnavailableException.class);
      reader.refresh();
      assertThat(reader.pinCurrent()).isPresent();
    }
  }

  private static Path path(String location) {
    return Path.of(location.replaceFirst("^file:", ""));
  }

  private static List<String> files(
      Fixture fixture, BatchViewTable.Version version, String segment) {
    try {
      return SegmentReader.files(
          view(fixture).table(), version.snapshotId().orElseThrow(), segment);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void destroy() throws IOException {
    byte[] noise = new byte[8192];
    new Random(1).nextBytes(noise);
    Files.write(folder.resolve("warehouse/catalog.db"), noise);
    for (String part : List.of("-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve("warehouse/catalog.db" + part));
    }
  }

  private static BatchViewTable view(Fixture fixture) {
    return fixture.warehouse.view(fixture.fold);
  }
}
