package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.ExpiredGenerationException;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.UnknownGenerationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules 1 and 2, of a batch view: what a commit is held against. */
class CommitRulesTest {
  @TempDir Path folder;
  private Fixture fixture;
  private BatchViewTable view;

  @BeforeEach
  void publishTwo() throws IOException {
    fixture = new Fixture(folder);
    view = fixture.warehouse.view(fixture.fold);
    fixture.publish(view, Fixture.events(1, 40), 10);
    fixture.publish(view, Fixture.events(2, 40), 20);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  /** All that changes a view. */
  enum Change {
    PUBLISH {
      @Override
      void in(BatchViewTable view, BatchViewTable.Version from, Fixture fixture) {
        var next = fixture.write(view, Fixture.events(3, 40), new EpochRange(20, 30), 1);
        view.publish(from, List.of(next.segment()), fixture.cut(30, 300), next.files(), "test");
      }
    },
    RECOMPUTE {
      @Override
      void in(BatchViewTable view, BatchViewTable.Version from, Fixture fixture) {
        var whole = fixture.write(view, Fixture.events(4, 80), new EpochRange(0, 20), 1);
        view.replaceAll(
            from, List.of(whole.segment()), fixture.cut(20, 200), whole.files(), "test");
      }
    },
    COMPACT {
      @Override
      void in(BatchViewTable view, BatchViewTable.Version from, Fixture fixture) {
        var merged = fixture.write(view, Fixture.events(5, 80), new EpochRange(0, 20), 1);
        Set<String> replaced =
            from.current().orElseThrow().segments().stream()
                .map(Segment::id)
                .collect(Collectors.toSet());
        view.compact(from, replaced, merged.segment(), merged.files(), "test");
      }
    },
    ROLLBACK {
      @Override
      void in(BatchViewTable view, BatchViewTable.Version from, Fixture fixture) {
        view.rollback(1, "a test");
      }
    },
    /** A rollback to where the view is: its snapshot stays the same. */
    HOLD {
      @Override
      void in(BatchViewTable view, BatchViewTable.Version from, Fixture fixture) {
        view.rollback(2, "a test");
      }
    };

    abstract void in(BatchViewTable view, BatchViewTable.Version from, Fixture fixture);
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void whatWasPlannedBeforeAnotherChangeIsNotCommittedAfterIt(Change first) {
    record Planned(Change change, BatchViewTable view, BatchViewTable.Version from) {}
    List<Planned> plans =
        Stream.of(Change.PUBLISH, Change.RECOMPUTE, Change.COMPACT)
            .map(
                change -> {
                  BatchViewTable own = fixture.warehouse.view(fixture.fold);
                  return new Planned(change, own, own.version());
                })
            .toList();
    first.in(view, view.version(), fixture);
    BatchViewTable.Version moved = view.version();
    List<Generation> generations = view.generations();
    for (Planned plan : plans) {
      assertThatThrownBy(() -> plan.change().in(plan.view(), plan.from(), fixture))
          .as(plan.change().name())
          .isInstanceOf(LostRaceException.class);
      assertThat(view.version()).as("nothing was changed").isEqualTo(moved);
      assertThat(view.generations()).isEqualTo(generations);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PUBLISH", "RECOMPUTE", "COMPACT"})
  void aGenerationAndItsTagAreOneCommit(Change change) {
    int before = commits();
    change.in(view, view.version(), fixture);
    assertThat(commits() - before).isEqualTo(1);
    assertThat(view.table().refs()).containsKey("g3");
  }

  /** How many commits the table has seen, of any kind. */
  private int commits() {
    view.table().refresh();
    return ((BaseTable) view.table()).operations().current().previousFiles().size();
  }

  @Test
  void aBackfillIsPartOfAnswersAndOfNoEpochs() {
    List<String> history = Fixture.events(6, 50);
    List<String> all = new ArrayList<>(Fixture.events(1, 40));
    all.addAll(Fixture.events(2, 40));
    List<String> next = Fixture.events(3, 40);
    BatchViewTable.Version version = view.version();
    Fixture.Written epochs = fixture.write(view, next, new EpochRange(20, 30), 1);
    Fixture.Written backfill = fixture.writeBackfill(view, history);
    List<DataFile> files = new ArrayList<>(epochs.files());
    files.addAll(backfill.files());
    Generation three =
        view.publish(
            version,
            List.of(backfill.segment(), epochs.segment()),
            fixture.cut(30, 300),
            files,
            "test");
    all.addAll(next);
    all.addAll(history);
    assertThat(three.segments())
        .extracting(Segment::kind)
        .containsExactly(
            Segment.Kind.EPOCHS, Segment.Kind.EPOCHS, Segment.Kind.EPOCHS, Segment.Kind.BACKFILL);
    assertThat(three.events()).isEqualTo(170);
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    fixture.assertSameStates(reader.pinCurrent().orElseThrow(), all);

    // Not a neighbour of any: what covers epochs cannot be merged with it.
    BatchViewTable.Version now = view.version();
    Fixture.Written merged = fixture.write(view, all, new EpochRange(0, 30), 1);
    Set<String> everything = three.segments().stream().map(Segment::id).collect(Collectors.toSet());
    assertThatThrownBy(
            () -> view.compact(now, everything, merged.segment(), merged.files(), "test"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aGenerationThatARollbackSavedFromExpiryIsRetained() {
    fixture.publish(view, List.of(), 30);
    view.rollback(1, "a test");
    // As where the expiry was planned before the rollback and committed after it.
    view.table().manageSnapshots().removeTag("g1").commit();
    view.refresh();
    assertThat(view.generations()).extracting(Generation::number).containsExactly(1L, 2L, 3L);
    assertThat(Retention.expire(view, 1, Duration.ofHours(1))).containsExactly(2L);
    assertThat(view.table().refs()).containsKeys("g1", "g3", "expired-g2");
    assertThat(view.version().current().orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void whatExpiredIsToldFromWhatNeverWas() {
    assertThat(Retention.expire(view, 1, Duration.ofHours(1))).containsExactly(1L);
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    assertThatThrownBy(() -> reader.pin(1))
        .isInstanceOf(ExpiredGenerationException.class)
        .hasMessageContaining("has expired; retained are [2]");
    assertThatThrownBy(() -> view.rollback(1, "a test"))
        .isInstanceOf(ExpiredGenerationException.class);
    for (long never : new long[] {0, 3}) {
      assertThatThrownBy(() -> reader.pin(never))
          .isExactlyInstanceOf(UnknownGenerationException.class);
    }
  }

  /** Rule 11: a query may hold it still. */
  @Test
  void theFilesOfAnExpiredGenerationStayUntilTheLongestQueryIsOver() throws IOException {
    BatchViewTable.Version version = view.version();
    Generation two = version.current().orElseThrow();
    Change.RECOMPUTE.in(view, version, fixture);
    assertThat(Retention.expire(view, 1, Duration.ofHours(1))).containsExactly(1L, 2L);
    Retention.expire(view, 1, Duration.ofHours(1));
    for (Segment segment : two.segments()) {
      List<String> files = SegmentReader.files(view.table(), two.snapshotId(), segment.id());
      try (SegmentReader states = new SegmentReader(view.table().io(), files, fixture.fold)) {
        assertThat(states).hasNext();
      }
    }
  }

  @Test
  void onlyOldFilesThatNoSnapshotNamesAreOrphans() throws IOException {
    Fixture.Written died = fixture.write(view, Fixture.events(9, 40), new EpochRange(20, 30), 2);
    Change.RECOMPUTE.in(view, view.version(), fixture);
    Table table = view.table();
    assertThat(OrphanFiles.delete(table, Instant.now().minus(OrphanFiles.AGE)))
        .as("they may be of a run in flight")
        .isZero();
    Instant soon = Instant.now().plusSeconds(9);
    assertThat(OrphanFiles.delete(table, soon)).isEqualTo(died.files().size());
    assertThat(OrphanFiles.delete(table, soon)).isZero();
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    fixture.assertSameStates(reader.pin(3), Fixture.events(4, 80));
    List<String> replaced = new ArrayList<>(Fixture.events(1, 40));
    replaced.addAll(Fixture.events(2, 40));
    fixture.assertSameStates(reader.pin(2), replaced);
  }

  /** A run that loses a race takes its files back while the other run cleans. */
  @Test
  void filesMayGoWhileOrphansAreLookedFor() throws Exception {
    Path folder = Path.of(URI.create(view.table().location()).getPath(), "data", "segment=going");
    Files.createDirectories(folder);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> going =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !over.get(); i++) {
                try {
                  Files.delete(Files.createFile(folder.resolve(i + ".parquet")));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    try {
      for (int i = 0; i < 50; i++) {
        assertThat(OrphanFiles.delete(view.table(), Instant.EPOCH)).isZero();
      }
    } finally {
      over.set(true);
      going.get();
    }
  }
}
