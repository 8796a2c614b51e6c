package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.UnknownGenerationException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchViewTableTest {
  @TempDir Path folder;
  private Fixture fixture;
  private BatchViewTable view;

  @BeforeEach
  void open() throws IOException {
    fixture = new Fixture(folder);
    view = fixture.warehouse.view(fixture.fold);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void aViewWithoutAGenerationReadsAsEmpty() {
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    assertThat(reader.pinCurrent()).isEmpty();
    assertThat(reader.generations()).isEmpty();
    assertThatThrownBy(() -> reader.pin(1)).isInstanceOf(UnknownGenerationException.class);
  }

  @Test
  void publishedSegmentsAddUpToTheFoldOfAllEvents() {
    List<String> first = Fixture.events(1, 4000);
    List<String> second = Fixture.events(2, 3000);
    fixture.publish(view, first, 100);
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    Generation two = fixture.publish(view, second, 130);

    assertThat(two.number()).isEqualTo(2);
    assertThat(two.events()).isEqualTo(7000);
    assertThat(two.positions().get(0).nextOffset()).isEqualTo(1300);
    assertThat(two.segments())
        .extracting(Segment::range)
        .containsExactly(new EpochRange(0, 100), new EpochRange(100, 130));
    fixture.assertSameStates(current(reader), first);
    reader.refresh();
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    fixture.assertSameStates(current(reader), all);
    fixture.assertSameStates(reader.pin(1), first);
    assertThat(reader.generations()).extracting(Generation::number).containsExactly(1L, 2L);
  }

  @Test
  void oneOfTwoPublishesAtOnceIsLostAndNothingIsCountedTwice() throws Exception {
    List<String> events = Fixture.events(3, 500);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Generation>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        BatchViewTable own = fixture.warehouse.view(fixture.fold);
        BatchViewTable.Version version = own.version();
        Fixture.Written written = fixture.write(own, events, new EpochRange(0, 50), 2);
        both.add(
            () ->
                own.publish(
                    version,
                    List.of(written.segment()),
                    fixture.cut(50, 500),
                    written.files(),
                    "test"));
      }
      int lost = 0;
      for (Future<Generation> one : threads.invokeAll(both)) {
        try {
          one.get();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(LostRaceException.class);
          lost++;
        }
      }
      assertThat(lost).isEqualTo(1);
    } finally {
      threads.shutdown();
    }
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    assertThat(reader.generations()).hasSize(1);
    fixture.assertSameStates(current(reader), events);
  }

  @Test
  void compactionChangesTheGenerationAndNoAnswer() {
    List<String> first = Fixture.events(4, 900);
    List<String> second = Fixture.events(5, 800);
    fixture.publish(view, first, 10);
    fixture.publish(view, second, 20);
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    BatchViewTable.Version version = view.version();
    Fixture.Written merged = fixture.write(view, all, new EpochRange(0, 20), 1);
    Set<String> replaced =
        Set.copyOf(version.current().orElseThrow().segments().stream().map(Segment::id).toList());
    Generation three = view.compact(version, replaced, merged.segment(), merged.files(), "test");

    assertThat(three.segments()).containsExactly(merged.segment());
    assertThat(three.positions()).isEqualTo(version.current().get().positions());
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    fixture.assertSameStates(current(reader), all);
    fixture.assertSameStates(reader.pin(2), all);
    fixture.assertSameStates(reader.pin(1), first);
  }

  @Test
  void aRecomputeReplacesEverySegment() {
    fixture.publish(view, Fixture.events(6, 100), 10);
    fixture.publish(view, Fixture.events(7, 100), 20);
    List<String> right = Fixture.events(8, 300);
    BatchViewTable.Version version = view.version();
    Fixture.Written whole = fixture.write(view, right, new EpochRange(0, 20), 2);
    view.replaceAll(version, List.of(whole.segment()), fixture.cut(20, 200), whole.files(), "test");
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    fixture.assertSameStates(current(reader), right);
  }

  @Test
  void aRollbackIsCurrentAtOnceAndHoldsTheViewUntilReleased() {
    List<String> first = Fixture.events(9, 100);
    fixture.publish(view, first, 10);
    fixture.publish(view, Fixture.events(10, 100), 20);
    BatchViewTable.Version before = view.version();
    view.rollback(1, "wrong numbers");

    BatchViewTable.Version after = view.version();
    assertThat(after.current().orElseThrow().number()).isEqualTo(1);
    assertThat(after.hold()).contains("wrong numbers");
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    fixture.assertSameStates(current(reader), first);
    assertThat(reader.pin(2).generation().through()).isEqualTo(20);

    // A run that was planned before the rollback does not undo it.
    Fixture.Written late = fixture.write(view, first, new EpochRange(20, 30), 1);
    assertThatThrownBy(
            () ->
                view.publish(
                    before, List.of(late.segment()), fixture.cut(30, 300), late.files(), "test"))
        .isInstanceOf(LostRaceException.class);

    view.release();
    Generation next = fixture.publish(view, Fixture.events(11, 100), 20);
    assertThat(view.version().hold()).isEmpty();
    assertThat(next.number()).as("a number never means two things").isEqualTo(3);
    assertThatThrownBy(() -> view.rollback(17, "no such"))
        .isInstanceOf(UnknownGenerationException.class)
        .hasMessageContaining("retained are [1, 2, 3]");
  }

  @Test
  void expiryLetsOldGenerationsGoAndNothingThatARetainedOneNeeds() throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      List<String> events = Fixture.events(20 + i, 100);
      all.addAll(events);
      fixture.publish(view, events, i);
    }
    BatchViewTable.Version version = view.version();
    Fixture.Written whole = fixture.write(view, all, new EpochRange(0, 5), 1);
    view.replaceAll(version, List.of(whole.segment()), fixture.cut(5, 50), whole.files(), "test");
    long files = parquetFiles();

    assertThat(Retention.expire(view, 2, Duration.ofMillis(1))).containsExactly(1L, 2L, 3L, 4L);
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    assertThat(reader.generations()).extracting(Generation::number).containsExactly(5L, 6L);
    assertThatThrownBy(() -> reader.pin(3)).isInstanceOf(UnknownGenerationException.class);
    fixture.assertSameStates(reader.pin(5), all);
    fixture.assertSameStates(reader.pin(6), all);

    // Iceberg deletes the files that a commit replaced when that commit's snapshot goes.
    fixture.publish(view, List.of(), 6);
    assertThat(Retention.expire(view, 1, Duration.ofMillis(1))).containsExactly(5L, 6L);
    pause();
    Retention.expire(view, 2, Duration.ofMillis(1));
    assertThat(parquetFiles()).as("files of the five segments are gone").isLessThan(files - 4);
    reader.refresh();
    fixture.assertSameStates(current(reader), all);
    try (Stream<Path> indexes = Files.walk(folder.resolve("cache"))) {
      assertThat(indexes.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void aGenerationThatAQueryHoldsStaysReadableAfterItExpired() {
    List<String> events = Fixture.events(30, 200);
    fixture.publish(view, events, 1);
    IcebergBatchView reader = fixture.reader();
    reader.refresh();
    BatchView.Pinned held = current(reader);
    BatchViewTable.Version version = view.version();
    Fixture.Written whole = fixture.write(view, events, new EpochRange(0, 1), 1);
    view.replaceAll(version, List.of(whole.segment()), fixture.cut(1, 10), whole.files(), "test");
    Retention.expire(view, 1, Duration.ofMillis(1));
    pause();
    Retention.expire(view, 1, Duration.ofMillis(1));
    reader.refresh();
    fixture.assertSameStates(held, events);
  }

  @Test
  void anyEngineReadsTheTableAsTypedColumns() throws IOException {
    fixture.publish(
        view,
        List.of(
            "{\"sold_at\": \"2026-11-23T07:00:10Z\", \"shop\": \"a\", \"online\": true,"
                + " \"amount\": 12.5, \"items\": 3}",
            "{\"sold_at\": \"2026-11-23T07:00:50Z\", \"shop\": \"a\", \"online\": true,"
                + " \"amount\": 0.25, \"items\": 7}"),
        1);
    try (var rows = IcebergGenerics.read(view.table()).build()) {
      List<Record> records = new ArrayList<>();
      rows.forEach(records::add);
      assertThat(records).hasSize(1);
      Record row = records.get(0);
      assertThat(row.getField("shop")).isEqualTo("a");
      assertThat(row.getField("online")).isEqualTo(true);
      assertThat(row.getField("window_start"))
          .isEqualTo(OffsetDateTime.parse("2026-11-23T07:00:00Z"));
      assertThat(row.getField("events")).isEqualTo(2L);
      assertThat(row.getField("sales")).isEqualTo(2L);
      assertThat(row.getField("amount")).isEqualTo(new BigDecimal("12.75"));
      assertThat(row.getField("most")).isEqualTo(7L);
    }
  }

  @Test
  void aTableThatAnotherToolTookOverIsRefused() {
    view.table().newAppend().commit();
    assertThatThrownBy(view::version)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("twofold.segments");
  }

  @Test
  void anotherToolsCommitAboveOursHidesNothing() {
    List<String> events = Fixture.events(31, 50);
    fixture.publish(view, events, 1);
    view.table().newAppend().commit();
    assertThat(view.version().current().orElseThrow().number()).isEqualTo(1);
    Generation next = fixture.publish(view, Fixture.events(32, 50), 2);
    assertThat(next.number()).isEqualTo(2);
    assertThat(next.events()).isEqualTo(100);
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long parquetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  private static BatchView.Pinned current(IcebergBatchView reader) {
    return reader.pinCurrent().orElseThrow();
  }
}
