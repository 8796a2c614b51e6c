package dev.twofold.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.view.Generation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BatchRunTest {
  @Test
  void a_run_is_summed_up_by_what_it_published() {
    Map<String, Generation> before = Map.of("a", generation(1, 10), "b", generation(4, 10));
    Map<String, Generation> after = Map.of("a", generation(2, 25), "b", generation(4, 10));
    assertThat(BatchRun.summary(before, after))
        .isEqualTo("generation 2 of 1 view, up to 25 events in each");
    assertThat(BatchRun.summary(after, after)).isEqualTo("nothing new to publish");
  }

  @Test
  void records_behind_the_last_cut_are_reported_by_the_run_that_found_them() {
    Map<String, MasterDataset.Version> before = Map.of("a", landed(1, 0), "b", landed(7, 3));
    Map<String, MasterDataset.Version> after = Map.of("a", landed(2, 12), "b", landed(7, 3));
    assertThat(BatchRun.behindCut(before, after))
        .contains("12 records came behind the last cut")
        .contains("are counted from here on");
    assertThat(BatchRun.behindCut(after, after)).isEmpty();
    Map<String, MasterDataset.Version> backfilled =
        Map.of("a", landed(3, 2, 12), "b", landed(7, 3));
    assertThat(BatchRun.behindCut(after, backfilled)).as("no landing").isEmpty();
    assertThat(BatchRun.behindCut(Map.of(), Map.of("a", landed(1, 0)))).isEmpty();
  }

  private static MasterDataset.Version landed(long through, long behindCut) {
    return landed(through, through, behindCut);
  }

  private static MasterDataset.Version landed(long snapshot, long through, long behindCut) {
    Cut cut = new Cut("edits", "id", through, Map.of());
    return new MasterDataset.Version(OptionalLong.of(snapshot), Optional.of(cut), behindCut);
  }

  private static Generation generation(long number, long events) {
    return new Generation(
        number, number, number, "id", Map.of(), List.of(), Instant.EPOCH, "test", events);
  }
}
