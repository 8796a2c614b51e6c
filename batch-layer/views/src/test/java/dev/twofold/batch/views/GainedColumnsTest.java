package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.definition.ErasureCompiler;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.erasure.Erasures;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A source gains columns between landings: the master dataset yields each record as the speed layer
 * decodes it today, and an erasure decides the same of both.
 */
class GainedColumnsTest {
  private static final int SEEDS = 15;
  private static final int RECORDS = 30;
  private static final EpochRange ALL = new EpochRange(0, 1000);

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = Warehouse.open(Fixture.settings(folder), "shop");
  }

  @AfterEach
  void close() throws IOException {
    warehouse.close();
  }

  @Test
  void whatLandedBeforeIsReadAsItWouldBeDecodedNow() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      RandomSource source = new RandomSource(random, "source_" + seed);
      List<byte[]> log = new ArrayList<>();
      for (int landing = 0; landing < 3; landing++) {
        land(source.definition(), log, source);
        source.gain();
      }
      source.gainAll();
      SourceDefinition now = source.definition();
      Map<Long, Object> decoded = decoded(now, log);
      assertThat(read(warehouse.findMaster(now).orElseThrow(), now))
          .as("seed %d, before the table has the columns", seed)
          .isEqualTo(decoded);
      List<String> before = files(warehouse.findMaster(now).orElseThrow());
      MasterDataset master = warehouse.master(now);
      assertThat(read(master, now)).as("seed %d", seed).isEqualTo(decoded);
      assertThat(files(master)).as("no file is rewritten").hasSameElementsAs(before);

      assertErased(master, now, log, RandomCondition.of(random), "seed " + seed);
    }
  }

  private static List<String> files(MasterDataset master) {
    return MasterEraser.files(master, master.version()).stream().map(DataFile::location).toList();
  }

  private void land(SourceDefinition source, List<byte[]> log, RandomSource records)
      throws IOException {
    MasterDataset master = warehouse.master(source);
    EventDecoder decoder = Project.decoder(source, true);
    Row row = new Row(source.columns().size());
    try (LandingWriter out =
        new LandingWriter(master.table(), source, 0, 0, UUID.randomUUID().toString())) {
      for (int i = 0; i < RECORDS; i++) {
        byte[] value = records.record();
        LandingWriter.Origin origin = new LandingWriter.Origin(0, log.size(), 60_000, 6);
        String reason = decoder.decode(value, row);
        if (reason == null) {
          out.accept(origin, row);
        } else {
          out.reject(origin, reason, value);
        }
        log.add(value);
      }
      int through = log.size() / RECORDS + 7;
      Position next = new Position(0, log.size(), through - 1, 3);
      Cut cut = new Cut(source.topic(), Fixture.TOPIC_ID, through, Map.of(0, next));
      master.land(master.version(), cut, out.finish(), 0);
    }
  }

  /** By offset: the values, or why it is a dead letter. */
  private static Map<Long, Object> read(MasterDataset master, SourceDefinition source) {
    List<String> names = source.columns().stream().map(column -> column.column().name()).toList();
    Map<Long, Object> records = new TreeMap<>();
    new MasterReader(master, ALL, null, null)
        .events(
            names,
            record ->
                records.put(
                    record.offset(),
                    record.rejected() == null
                        ? RandomSource.Values.of(source, record.row())
                        : record.rejected()));
    return records;
  }

  private static Map<Long, Object> decoded(SourceDefinition source, List<byte[]> log) {
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    Map<Long, Object> records = new TreeMap<>();
    for (byte[] value : log) {
      String rejected = decoder.decode(value, row);
      records.put(
          (long) records.size(), rejected == null ? RandomSource.Values.of(source, row) : rejected);
    }
    return records;
  }

  private static void assertErased(
      MasterDataset master,
      SourceDefinition source,
      List<byte[]> log,
      RandomCondition condition,
      String seed)
      throws IOException {
    // The last one came after it.
    long below = log.size() - 1L;
    Erasure erasure = Erasure.of(condition.sql(), Fixture.TOPIC_ID, Map.of(0, below));
    Erasures compiled = ErasureCompiler.compile(source, List.of(erasure));
    Map<Long, Object> kept = decoded(source, log);
    for (long offset = 0; offset < log.size(); offset++) {
      boolean erased =
          offset < below
              && kept.get(offset) instanceof RandomSource.Values values
              && condition.erases(values.byColumn());
      for (boolean landing : List.of(true, false)) {
        Row row = new Row(source.columns().size());
        boolean passedOver =
            Project.decoder(source, landing).decode(log.get((int) offset), row) == null
                && compiled.erase(Fixture.TOPIC_ID, 0, offset, row);
        assertThat(passedOver)
            .as("%s: %s on %s", seed, condition.sql(), kept.get(offset))
            .isEqualTo(erased);
      }
      if (erased) {
        kept.remove(offset);
      }
    }
    erase(master, source, erasure, compiled);
    assertThat(read(master, source)).as("%s: %s", seed, condition.sql()).isEqualTo(kept);
  }

  private static void erase(
      MasterDataset master, SourceDefinition source, Erasure erasure, Erasures compiled)
      throws IOException {
    master.record(erasure);
    MasterDataset.Version version = master.version();
    MasterEraser eraser =
        new MasterEraser(
            master.table(), source, Fixture.TOPIC_ID, compiled, List.of(), erasure.id());
    List<DataFile> replaced = new ArrayList<>();
    List<DataFile> by = new ArrayList<>();
    int task = 0;
    for (DataFile file : MasterEraser.files(master, version)) {
      MasterEraser.Erased done = eraser.erase(file.location(), task, task);
      task++;
      if (done.by() != null) {
        replaced.add(file);
        by.addAll(done.by());
      }
    }
    master.erase(version, replaced, by);
  }
}
