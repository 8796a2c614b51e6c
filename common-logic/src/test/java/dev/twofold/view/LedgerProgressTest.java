package dev.twofold.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.epoch.Position;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerProgressTest {
  private final TestLog log = new TestLog();

  /** Ends by partition; from {@code committed} on there is no committed record. */
  private static final class TestLog implements LedgerProgress.Log {
    final Map<Integer, Long> ends = new TreeMap<>();
    final Map<Integer, Long> committed = new TreeMap<>();
    boolean down;

    @Override
    public Set<Integer> partitions() {
      return ends.keySet();
    }

    @Override
    public Map<Integer, Long> ends(Collection<Integer> partitions) {
      if (down) {
        throw new IllegalStateException("no answer");
      }
      return ends;
    }

    @Override
    public boolean nothingCommitted(int partition, long from, long to) {
      return from >= committed.getOrDefault(partition, to);
    }
  }

  private static Position at(int partition, long offset, long epoch) {
    return new Position(partition, offset, epoch, 0);
  }

  @Test
  void isSilentAfterARestoreUntilAllThatTheLogHadIsReadAgain() {
    log.ends.put(0, 10L);
    LedgerProgress progress = new LedgerProgress(true);
    progress.completed(List.of(at(0, 7, 3)), Map.of());
    assertThat(progress.replay(log)).isTrue();
    assertThat(progress.isToRecord()).isFalse();
    assertThat(progress.sealable(log, 2)).isEmpty();

    log.ends.put(0, 50L);
    progress.completed(List.of(at(0, 10, 3)), Map.of());
    assertThat(progress.replay(log)).isFalse();
    assertThat(progress.isToRecord()).isTrue();
    progress.recorded();
    assertThat(progress.isToRecord()).isFalse();
  }

  @Test
  void sealsWhatEveryPartitionPassedByALaterRecordOrByHavingNoneToCome() {
    log.ends.put(0, 10L);
    log.ends.put(1, 4L);
    LedgerProgress progress = new LedgerProgress(false);
    progress.completed(List.of(at(0, 6, 8), at(1, 4, 2)), Map.of());
    assertThat(progress.sealable(log, 7)).isEqualTo(OptionalLong.of(7));
    assertThat(progress.sealable(log, 9)).isEqualTo(OptionalLong.of(8));
    progress.sealed(8);
    assertThat(progress.sealable(log, 8)).isEmpty();
  }

  @Test
  void sealsNothingThatAPartitionMayStillBringBecauseItsRecordsAreUnread() {
    log.ends.put(0, 10L);
    log.ends.put(1, 5L);
    LedgerProgress progress = new LedgerProgress(false);
    progress.completed(List.of(at(0, 10, 8), at(1, 3, 2)), Map.of());
    assertThat(progress.sealable(log, 7)).isEqualTo(OptionalLong.of(2));

    log.committed.put(1, 3L); // what is unread are aborted records
    assertThat(progress.sealable(log, 7)).isEqualTo(OptionalLong.of(7));
  }

  @Test
  void sealsNothingWhileAPartitionThatHasRecordsWasNeverRead() {
    log.ends.put(0, 10L);
    log.ends.put(1, 5L);
    LedgerProgress progress = new LedgerProgress(false);
    progress.completed(List.of(at(0, 10, 8)), Map.of());
    assertThat(progress.sealable(log, 7)).isEmpty();
    assertThat(progress.positions()).contains(Position.start(1));
    assertThat(progress.isToRecord()).isTrue();
  }

  @Test
  void sealsNothingWhileABrokerDoesNotAnswer() {
    log.ends.put(0, 10L);
    log.down = true;
    LedgerProgress progress = new LedgerProgress(false);
    progress.completed(List.of(at(0, 10, 8)), Map.of());
    assertThatThrownBy(() -> progress.sealable(log, 7)).hasMessage("no answer");
    assertThat(progress.sealedThrough()).isEqualTo(Long.MIN_VALUE);
  }
}
