package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.event.EventDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.InternalData;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link NoHoleTest} says that nothing else goes with them; this, which go and when. */
class DeadLetterExpiryTest {
  private static final int PARTITIONS = 2;

  @TempDir Path folder;
  private Fixture fixture;
  private MasterDataset master;
  private EpochClock clock;
  private long offset;
  private long landed;

  @BeforeEach
  void open() throws IOException {
    fixture = new Fixture(folder);
    master = fixture.warehouse.master(fixture.source);
    clock = fixture.project.clock();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  /** A record as it lies in the master dataset. */
  private record Stored(int partition, long offset, Long epoch, boolean rejected) {}

  /** Lands an event and a dead letter of each of the epochs, in each partition. */
  private void land(EpochRange epochs) throws IOException {
    landed = epochs.to();
    land(LongStream.range(epochs.from(), epochs.to()).boxed().toList());
  }

  private void land(List<Long> epochs) throws IOException {
    EventDecoder decoder = Project.decoder(fixture.source, true);
    Row row = new Row(fixture.source.columns().size());
    List<DataFile> files = new ArrayList<>();
    String operation = BatchViewTable.newSegmentId();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      try (LandingWriter out =
          new LandingWriter(master.table(), fixture.source, partition, 0, operation)) {
        for (long epoch : epochs) {
          for (String record : List.of(Fixture.events(1, 1).get(0), "{}")) {
            // Without an epoch there is a time all the same.
            boolean has = epoch >= 0;
            LandingWriter.Origin origin =
                new LandingWriter.Origin(
                    partition,
                    offset++,
                    clock.startMillis(Math.abs(epoch)),
                    has ? epoch : Position.NO_EPOCH);
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            String reason = decoder.decode(bytes, row);
            if (reason == null) {
              out.accept(origin, row);
            } else {
              out.reject(origin, reason, bytes);
            }
          }
        }
        files.addAll(out.finish());
      }
    }
    master.land(master.version(), fixture.cut(landed, offset), files, 0);
  }

  private long expire(long floor) {
    return DeadLetterExpiry.plan(master, floor, clock).map(DeadLetterExpiry::commit).orElse(0L);
  }

  private List<Stored> stored() throws IOException {
    master.table().refresh();
    List<Stored> stored = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(master.table()).build()) {
      for (Record record : records) {
        stored.add(
            new Stored(
                (Integer) record.getField("_kafka_partition"),
                (Long) record.getField("_kafka_offset"),
                (Long) record.getField("_epoch"),
                record.getField("_rejected") != null));
      }
    }
    return stored;
  }

  private Set<Long> epochsOfDeadLetters() throws IOException {
    return stored().stream()
        .filter(Stored::rejected)
        .map(Stored::epoch)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOld(Stored record, long floor) {
    return record.rejected && record.epoch != null && record.epoch < floor;
  }

  /** Puts all records into one file, in any order, as other tools do that rewrite small files. */
  private void rewrite(Random random) throws IOException {
    List<DataFile> old = MasterEraser.files(master, master.version());
    List<DataFile> mixed = new ArrayList<>(old);
    Collections.shuffle(mixed, random);
    try (RowFiles out =
        new RowFiles(master.table(), null, 0, 0, "other" + BatchViewTable.newSegmentId())) {
      for (DataFile file : mixed) {
        try (CloseableIterable<StructLike> rows =
            InternalData.read(FileFormat.PARQUET, master.table().io().newInputFile(file))
                .project(master.table().schema())
                .build()) {
          for (StructLike row : rows) {
            out.write(row);
          }
        }
      }
      RewriteFiles rewrite = master.table().newRewrite();
      old.forEach(rewrite::deleteFile);
      out.finish().forEach(rewrite::addFile);
      rewrite.commit();
    }
  }

  @Test
  void thoseBelowTheFloorGoAndNoOtherRecordWhateverFilesTheyLieIn() throws IOException {
    for (int seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      try (Fixture other = new Fixture(folder.resolve("seed-" + seed))) {
        fixture = other;
        master = other.warehouse.master(other.source);
        landed = 0;
        long gone = 0;
        for (int night = 0; night < 6; night++) {
          land(new EpochRange(landed, landed + 1 + random.nextInt(5)));
          if (random.nextInt(3) == 0) {
            rewrite(random);
          }
          long floor = random.nextInt((int) landed + 1);
          List<Stored> expected = stored();
          if (floor > master.version().deadLettersFrom()) {
            expected.removeIf(record -> isOld(record, floor));
          }
          gone += expire(floor);
          assertThat(stored()).containsExactlyInAnyOrderElementsOf(expected);
          assertThat(master.version().cut()).contains(other.cut(landed, offset));
        }
        assertThat(gone).isPositive();
      }
    }
  }

  @Test
  void aRecordWithoutAnEpochGoesByItsTime() throws IOException {
    landed = 9;
    land(List.of(-4L, -5L, -6L, 0L));
    assertThat(expire(5)).isEqualTo(2 * PARTITIONS);
    assertThat(stored()).filteredOn(record -> record.epoch == null).hasSize(5 * PARTITIONS);
    assertThat(expire(7)).isEqualTo(2 * PARTITIONS);
    assertThat(stored()).noneMatch(Stored::rejected).hasSize(4 * PARTITIONS);
  }

  @Test
  void theFloorIsKnownFromThenOnAndNeverSinks() throws IOException {
    assertThat(DeadLetterExpiry.plan(master, 5, clock)).isEmpty();
    land(new EpochRange(0, 6));
    assertThat(master.version().deadLettersFrom()).isEqualTo(Long.MIN_VALUE);
    assertThat(expire(4)).isEqualTo(4 * PARTITIONS);
    assertThat(master.version().deadLettersFrom()).isEqualTo(4);
    land(new EpochRange(6, 8));
    assertThat(master.version().deadLettersFrom()).isEqualTo(4);
    assertThat(DeadLetterExpiry.plan(master, 4, clock)).isEmpty();
    assertThat(DeadLetterExpiry.plan(master, 3, clock)).isEmpty();
    assertThat(epochsOfDeadLetters()).containsExactly(4L, 5L, 6L, 7L);
  }

  @Test
  void theFloorStaysBelowTheCut() throws IOException {
    land(new EpochRange(0, 6));
    assertThat(expire(100)).isEqualTo(6 * PARTITIONS);
    assertThat(master.version().deadLettersFrom()).isEqualTo(6);
  }

  @Test
  void whatALandingLandsMeanwhileIsNotLost() throws IOException {
    land(new EpochRange(0, 4));
    Optional<DeadLetterExpiry> planned = DeadLetterExpiry.plan(master, 3, clock);
    land(new EpochRange(4, 6));
    List<Stored> before = stored();
    assertThatThrownBy(() -> planned.orElseThrow().commit()).isInstanceOf(LostRaceException.class);
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(master.version().deadLettersFrom()).isEqualTo(Long.MIN_VALUE);
    assertThat(expire(3)).isEqualTo(3 * PARTITIONS);
    assertThat(epochsOfDeadLetters()).containsExactly(3L, 4L, 5L);
  }

  /** Where no file was mixed by another tool. */
  @Test
  void noFileIsReadAndTheyAreGoneFromTheDiskOnceNoReaderNeedsTheSnapshots() throws IOException {
    land(new EpochRange(0, 2));
    List<Path> old = letterFiles();
    land(new EpochRange(2, 4));
    fixture.publish(fixture.warehouse.view(fixture.fold), Fixture.events(1, 10), 2);
    fixture.publish(fixture.warehouse.view(fixture.fold), Fixture.events(2, 10), 4);
    for (Path file : old) {
      Files.write(file, new byte[] {1});
    }
    assertThat(expire(2)).isEqualTo(2 * PARTITIONS);
    assertThat(old).allMatch(Files::exists);
    MasterRetention.expire(fixture.warehouse, master, List.of(fixture.fold), Duration.ZERO);
    assertThat(old).noneMatch(Files::exists);
    assertThat(master.cutAt(2)).isPresent();
    assertThat(epochsOfDeadLetters()).containsExactly(2L, 3L);
  }

  private List<Path> letterFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> file.getFileName().toString().contains("-rejected-"))
          .toList();
    }
  }
}
