package dev.twofold.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.view.Generation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  private static Generation generation(long number, long events) {
    return new Generation(
        number, number, number, "id", Map.of(), List.of(), Instant.EPOCH, "test", events);
  }
}
