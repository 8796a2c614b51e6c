package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Moment;
import dev.twofold.crash.CrashPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** At every crash point of the batch layer a program dies; what runs next makes all good. */
class CrashSweepTest {
  @TempDir Path folder;

  /**
   * A death.
   *
   * @param time how often the program comes to the point before it dies there, at least 1
   */
  record Death(CrashPoint point, int time, CrashStage stage) {
    @Override
    public String toString() {
      return point + (time == 1 ? "" : " for the " + time + ". time") + " in " + stage;
    }
  }

  static Stream<Death> deaths() {
    List<Death> deaths = new ArrayList<>();
    for (Moment moment : Moment.values()) {
      deaths.add(new Death(moment, 1, stage(moment)));
    }
    deaths.add(new Death(Moment.TABLE_CREATED, 2, CrashStage.FIRST_RUN));
    deaths.add(new Death(Moment.PUBLISHED, 2, CrashStage.FIRST_RUN));
    deaths.add(new Death(Moment.PUBLISHED, 1, CrashStage.RECOMPUTE));
    deaths.add(new Death(Moment.COMPACTION_WRITTEN, 1, CrashStage.OUTGROWN));
    deaths.add(new Death(Moment.COMPACTED, 1, CrashStage.OUTGROWN));
    // The tables are made, filled, and made to expire by commits; each can be half-done.
    for (int commit = 1; commit <= 5; commit++) {
      deaths.add(new Death(FileMoment.METADATA_WRITTEN, commit, CrashStage.FIRST_RUN));
    }
    for (int commit = 1; commit <= 5; commit++) {
      deaths.add(new Death(FileMoment.METADATA_WRITTEN, commit, CrashStage.RECOMPUTE));
    }
    for (CrashStage stage :
        List.of(
            CrashStage.NEW_COLUMN,
            CrashStage.BACKFILL,
            CrashStage.COMPACTION,
            CrashStage.ROLLBACK,
            CrashStage.RELEASE,
            CrashStage.DEPLOYMENT)) {
      deaths.add(new Death(FileMoment.METADATA_WRITTEN, 1, stage));
    }
    deaths.add(new Death(Moment.PUBLISHED, 1, CrashStage.FORGET));
    deaths.add(new Death(Moment.SNAPSHOTS_ERASED, 2, CrashStage.FORGET));
    for (int commit = 1; commit <= 8; commit++) {
      deaths.add(new Death(FileMoment.METADATA_WRITTEN, commit, CrashStage.FORGET));
    }
    for (CrashStage stage :
        List.of(
            CrashStage.RECOMPUTE,
            CrashStage.CLEANING,
            CrashStage.FORGET,
            CrashStage.CLEANED_VERSION)) {
      deaths.add(new Death(FileMoment.DELETION_DUE, 1, stage));
      deaths.add(new Death(FileMoment.FILE_DELETED, 1, stage));
      deaths.add(new Death(FileMoment.FILE_DELETED, 2, stage));
    }
    return deaths.stream();
  }

  /** Where a program comes to the moment. A new one has to be named here, or nothing compiles. */
  private static CrashStage stage(Moment moment) {
    return switch (moment) {
      case CATALOG_OPENED,
          NAMESPACE_CREATED,
          TABLE_CREATED,
          PARTITION_WRITTEN,
          LANDING_WRITTEN,
          LANDED,
          SEGMENT_PART_WRITTEN,
          SEGMENTS_WRITTEN,
          PUBLISHED ->
          CrashStage.FIRST_RUN;
      case COLUMNS_ADDED -> CrashStage.NEW_COLUMN;
      case BACKFILL_WRITTEN, BACKFILLED -> CrashStage.BACKFILL;
      case COMPACTION_WRITTEN, COMPACTED -> CrashStage.COMPACTION;
      case ROLLED_BACK -> CrashStage.ROLLBACK;
      case RELEASED -> CrashStage.RELEASE;
      case DEPLOYED -> CrashStage.DEPLOYMENT;
      case VIEW_EMPTIED, VIEW_DELETED, VIEW_DROPPED -> CrashStage.CLEANED_VERSION;
      case ERASURE_RECORDED,
          ERASURE_WRITTEN,
          ERASED,
          GENERATIONS_RETIRED,
          FILES_ERASED,
          SNAPSHOTS_ERASED ->
          CrashStage.FORGET;
      case GENERATIONS_EXPIRED, SNAPSHOTS_EXPIRED, LANDINGS_EXPIRED -> CrashStage.RECOMPUTE;
      case DEAD_LETTERS_LEFT_OUT, DEAD_LETTERS_EXPIRED, CUTS_KEPT -> CrashStage.EXPIRY;
      case ORPHANS_DELETED -> CrashStage.CLEANING;
      case INDEX_WRITTEN, INDEXED -> CrashStage.INDEXING;
      case INDEX_DROPPED -> CrashStage.INDEX_DROP;
    };
  }

  @ParameterizedTest
  @MethodSource("deaths")
  @Tag("nightly")
  void aDeathLosesAndDoublesNothing(Death death) throws Exception {
    JobFixture fixture =
        new JobFixture(folder)
            .with("warehouse.properties.io-impl", CrashingFileIO.class.getName())
            .createTopic();
    CrashStage.Sent sent = new CrashStage.Sent(fixture);
    death.stage().prepare(fixture, sent);
    List<Map<String, String>> mayBe = new ArrayList<>();
    for (List<String> rest : sent.rests()) {
      mayBe.add(fixture.expected(OtherProgram.VIEW, rest));
    }
    fixture.dieAt(death.point(), death.time(), death.stage().command(fixture));
    assertThat(fixture.answer(OtherProgram.VIEW)).isIn(mayBe);

    if (death.stage().isJob()) {
      assertThat(fixture.job(death.stage().command(fixture))).isZero();
    }
    death.stage().finish(fixture);
    fixture.release();
    sent.more();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(sent.all());
    assertThat(fixture.records())
        .as("landed once each")
        .hasSize(sent.all().size())
        .extracting(CrashSweepTest::position)
        .doesNotHaveDuplicates();
    new Leftovers(fixture).assertNoneAfterCleaning();
    fixture.assertAnswers(sent.all());
    assertIndexesAreWhole(fixture);
  }

  /** No index is half-written: after an answer there are only those that it reads. */
  private static void assertIndexesAreWhole(JobFixture fixture) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(fixture.indexes()))) {
      assertThat(files.filter(Files::isRegularFile))
          .allMatch(file -> file.toString().endsWith(".idx"));
    }
  }

  private static List<Object> position(Record row) {
    return Arrays.asList(row.getField("_kafka_partition"), row.getField("_kafka_offset"));
  }
}
