package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.SegmentWriter;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.StateRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recompute of windows, after wrong states were published in all of them. */
class RecomputeTest {
  private static final String VIEW = "sales_by_shop";

  @TempDir Path folder;

  @Test
  void windowsAreFoldedAnewAndAllOthersStayToTheByte() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> folded = Sales.events(1, 600);
    fixture.send(folded);
    Path history = Files.write(folder.resolve("history.ndjson"), Sales.events(2, 200));
    folded.addAll(Files.readAllLines(history));
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    assertThat(fixture.job("backfill", history.toString())).isZero();
    assertThat(fixture.job("run")).isZero();
    publishAllTwice(fixture);
    Map<String, String> wrong = fixture.answer(VIEW);
    // Landed, and in no generation of the view: a recompute moves no seam.
    fixture.send(Sales.events(3, 300));
    JobFixture.passCut();
    assertThat(fixture.job("run", "--view", "online_buyers")).isZero();
    Generation before = fixture.generation(VIEW);

    assertThat(fixture.refusal("recompute", "--view", VIEW, "--from", "2026-11-23T07:10:30Z"))
        .contains("07:10:00Z");
    assertThat(
            fixture.job(
                "recompute",
                "--view",
                VIEW,
                "--from",
                "2026-11-23T07:10:00Z",
                "--to",
                "2026-11-23T07:20:00Z"))
        .isZero();

    Map<String, String> right = fixture.expected(VIEW, folded);
    Map<String, String> mended = new TreeMap<>(wrong);
    Windows windows =
        new Windows(
            Instant.parse("2026-11-23T07:10:00Z").toEpochMilli(),
            Instant.parse("2026-11-23T07:20:00Z").toEpochMilli());
    right.forEach(
        (group, state) -> {
          if (windows.contains(Long.parseLong(group.substring(group.indexOf('@') + 1)))) {
            mended.put(group, state);
          }
        });
    assertThat(mended).isNotEqualTo(wrong).isNotEqualTo(right);
    assertThat(fixture.answer(VIEW)).isEqualTo(mended);
    Generation after = fixture.generation(VIEW);
    assertThat(after.number()).isEqualTo(before.number() + 1);
    assertThat(after.through()).isEqualTo(before.through());
    assertThat(after.positions()).isEqualTo(before.positions());

    assertThat(fixture.job("recompute", "--view", VIEW)).isZero();
    assertThat(fixture.answer(VIEW)).isEqualTo(right);
    fixture.rollback(VIEW, after.number());
    assertThat(fixture.refusal("recompute", "--view", VIEW)).contains("--release");
  }

  /** Publishes every state merged with itself, in place of the current generation. */
  private static void publishAllTwice(JobFixture fixture) throws Exception {
    Fold fold = fixture.fold(VIEW);
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      BatchViewTable table = run.warehouse().view(fold);
      BatchViewTable.Version version = table.version();
      Generation current = version.current().orElseThrow();
      IcebergBatchView reader =
          new IcebergBatchView(run.warehouse(), fold, Path.of(fixture.indexes()));
      reader.refresh();
      List<Segment> segments = new ArrayList<>();
      List<org.apache.iceberg.DataFile> files = new ArrayList<>();
      try (BatchView.Pinned pinned = reader.pin(current.number())) {
        for (Segment old : current.segments()) {
          List<StateRow> rows = new ArrayList<>();
          pinned.read(
              old,
              Slice.everything(),
              (key, pane, state) -> rows.add(new StateRow(key, pane, state)));
          String id = BatchViewTable.newSegmentId();
          try (SegmentWriter out = new SegmentWriter(table.table(), fold, id, 0, 0)) {
            for (StateRow row : rows) {
              State twice = fold.decode(row.state());
              fold.merge(row.state(), twice);
              out.write(row.key(), row.pane(), twice);
            }
            files.addAll(out.finish());
            EpochRange range = old.range();
            segments.add(new Segment(id, old.kind(), range, out.events(), out.rows()));
          }
        }
      }
      table.replaceAll(
          version, segments, BatchViewTable.cut(current, fixture.topic.name), files, "test");
    }
  }
}
