package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.twofold.view.ViewUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.HasTableOperations;
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

  @Test
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
      try (Warehouse damaged = Warehouse.open(settings, fixture.project.name())) {
        assertTimeout(
            Duration.ofSeconds(20),
            () ->
                assertThatThrownBy(() -> damaged.findView(fixture.fold))
                    .hasMessageContaining("Table metadata " + metadata + " is damaged"));
      }
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

  /** Local file systems' own checksums are taken away: object stores have none that we see. */
  @Test
  void aFlippedBitInAFileIsFoundOrChangesNoState() throws Exception {
    try (Fixture fixture = new Fixture(folder)) {
      fixture.publish(view(fixture), Fixture.events(1, 300), 5);
      var version = view(fixture).version();
      String segment = version.current().orElseThrow().segments().get(0).id();
      String file = files(fixture, version, segment).get(0);
      List<String> sound = states(fixture, file);
      byte[] bytes = Files.readAllBytes(path(file));
      Files.delete(path(file).resolveSibling("." + path(file).getFileName() + ".crc"));
      for (int at = 0; at < bytes.length; at += 23) {
        bytes[at] ^= 4;
        Files.write(path(file), bytes);
        if (FileCheck.damages(view(fixture).table(), Instant.MAX).isEmpty()) {
          assertThat(states(fixture, file)).as("byte %d of %d", at, bytes.length).isEqualTo(sound);
        }
        bytes[at] ^= 4;
      }
    }
  }

  private static List<String> states(Fixture fixture, String file) throws IOException {
    List<String> states = new ArrayList<>();
    try (SegmentReader reader =
        new SegmentReader(view(fixture).table().io(), List.of(file), fixture.fold)) {
      HexFormat hex = HexFormat.of();
      reader.forEachRemaining(
          row -> states.add(hex.formatHex(row.key()) + row.pane() + hex.formatHex(row.state())));
    }
    return states;
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
