package dev.twofold.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.Position;
import dev.twofold.view.Generation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpeedStartTest {
  @Test
  void a_cut_is_written_as_the_speed_layer_reads_it() {
    Map<Integer, Position> positions =
        Map.of(1, new Position(1, 17, 11, 0), 0, new Position(0, 5, 10, 2));
    Generation generation =
        new Generation(3, 99, 12, "abc", positions, List.of(), Instant.EPOCH, "test", 22);
    assertThat(SpeedStart.json(List.of(generation)))
        .isEqualTo(
            """
            [{"through":12,"topic_id":"abc","partitions":[\
            {"partition":0,"next_offset":5,"epoch":10,"leader_epoch":2},\
            {"partition":1,"next_offset":17,"epoch":11,"leader_epoch":0}]}]\
            """);
  }
}
