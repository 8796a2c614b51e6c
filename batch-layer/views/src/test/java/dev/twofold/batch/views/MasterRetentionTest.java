package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import dev.twofold.erasure.Erasure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link NoHoleTest} says that what is needed stays; this, what goes and when. */
class MasterRetentionTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path folder;
  private Fixture fixture;
  private MasterDataset master;
  private BatchViewTable view;

  /** Landings up to epochs 10, 20, … 50; the view has two segments, [0, 20) and [20, 40). */
  @BeforeEach
  void land() throws IOException {
    fixture = new Fixture(folder);
    master = fixture.warehouse.master(fixture.source);
    view = fixture.warehouse.view(fixture.fold);
    for (long through = 10; through <= 50; through += 10) {
      master.land(master.version(), fixture.cut(through, through * 10), List.of(), 0);
    }
  }

  private void publish() {
    fixture.publish(view, Fixture.events(1, 10), 20);
    fixture.publish(view, Fixture.events(2, 10), 40);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private int expire(Duration wait) {
    return MasterRetention.expire(fixture.warehouse, master, List.of(fixture.fold), wait);
  }

  @Test
  void whatIsFoldedGoesOnceAndTheCutsOfSegmentsStay() {
    publish();
    assertThat(expire(Duration.ZERO)).isEqualTo(4);
    assertThat(cuts()).containsExactly(20L, 40L, 50L);
    assertThat(List.of(20L, 40L))
        .allMatch(at -> master.cutAt(at).equals(Optional.of(fixture.cut(at, at * 10))));
    assertThat(expire(Duration.ZERO)).isZero();
  }

  @Test
  void aCutThatNoSegmentEndsAtAnyMoreGoesToo() {
    publish();
    expire(Duration.ZERO);
    BatchViewTable.Version version = view.version();
    Fixture.Written all = fixture.write(view, Fixture.events(3, 20), new EpochRange(0, 40), 1);
    view.replaceAll(version, List.of(all.segment()), fixture.cut(40, 400), all.files(), "test");
    Retention.expire(view, 1, Duration.ZERO);
    expire(Duration.ZERO);
    assertThat(cuts()).containsExactly(40L, 50L);
  }

  private List<Long> cuts() {
    return Stream.of(10L, 20L, 30L, 40L, 50L)
        .filter(through -> master.cutAt(through).isPresent())
        .toList();
  }

  @Test
  void aSnapshotStaysAsLongAsItsReadersMayTake() {
    publish();
    assertThat(expire(LONG)).isZero();
  }

  @Test
  void whatAViewHasYetToFoldStays() {
    assertThat(expire(Duration.ZERO)).isZero();
    fixture.publish(view, Fixture.events(1, 10), 20);
    assertThat(expire(Duration.ZERO)).isEqualTo(2);
    assertThat(cuts()).containsExactly(20L, 30L, 40L, 50L);
  }

  @Test
  void nothingGoesUnderAnotherToolsCommitNorFromATableWithBranches() {
    publish();
    master.table().manageSnapshots().createBranch("audit").commit();
    assertThat(expire(Duration.ZERO)).isZero();
    master.table().manageSnapshots().removeBranch("audit").commit();
    master.table().newAppend().commit();
    assertThat(expire(Duration.ZERO)).isZero();
    assertThat(master.version().cut()).contains(fixture.cut(50, 500));
  }

  /** Its files have to go with it, at once: that is for {@link MasterDataset#keepOnlyCurrent}. */
  @Test
  void whatHoldsErasedEventsIsLeftToTheErasure() {
    publish();
    master.record(Erasure.of("shop = 'a'", Fixture.TOPIC_ID, Map.of(0, 100L)));
    master.erase(master.version(), List.of(), List.of());
    assertThat(expire(Duration.ZERO)).isZero();
  }
}
