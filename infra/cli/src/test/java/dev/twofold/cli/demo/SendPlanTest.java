package dev.twofold.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.cli.CliException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendPlanTest {
  @ParameterizedTest
  @CsvSource({"39244, 4", "39244, 1", "7, 3", "1, 4", "0, 2", "12, 5"})
  void however_often_it_is_broken_off_each_line_is_sent_once_and_lies_where_the_plan_says(
      int lines, int partitions) {
    SendPlan plan = new SendPlan(lines, partitions);
    Random random = new Random(lines);
    Map<Integer, List<Integer>> log = new HashMap<>();
    for (SendPlan.Half half : SendPlan.Half.values()) {
      List<Integer> remaining = plan.remaining(half, ends(log));
      while (!remaining.isEmpty()) {
        // What a partition takes before a run breaks off is a prefix of its own share.
        Map<Integer, Integer> taken = new HashMap<>();
        IntStream.range(0, partitions)
            .forEach(partition -> taken.put(partition, random.nextInt(lines / 2 + 2)));
        for (int line : remaining) {
          if (taken.merge(plan.partition(line), -1, Integer::sum) >= 0) {
            log.computeIfAbsent(plan.partition(line), partition -> new ArrayList<>()).add(line);
          }
        }
        remaining = plan.remaining(half, ends(log));
      }
    }
    assertThat(log.values().stream().flatMap(List::stream)).hasSize(lines).doesNotHaveDuplicates();
    log.values()
        .forEach(
            sent ->
                IntStream.range(0, sent.size())
                    .forEach(
                        offset -> assertThat(plan.offset(sent.get(offset))).isEqualTo(offset)));
  }

  @Test
  void a_complete_topic_lacks_nothing() {
    SendPlan plan = new SendPlan(39_244, 4);
    Map<Integer, Long> ends = Map.of(0, 9812L, 1, 9812L, 2, 9810L, 3, 9810L);
    assertThat(plan.remaining(SendPlan.Half.EARLY, ends)).isEmpty();
    assertThat(plan.remaining(SendPlan.Half.LATE, ends)).isEmpty();
  }

  @Test
  void a_topic_that_holds_more_than_the_plan_is_refused() {
    SendPlan plan = new SendPlan(10, 2);
    assertThatThrownBy(() -> plan.remaining(SendPlan.Half.EARLY, Map.of(0, 7L, 1, 4L)))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--state");
  }

  private static Map<Integer, Long> ends(Map<Integer, List<Integer>> log) {
    Map<Integer, Long> ends = new HashMap<>();
    log.forEach((partition, sent) -> ends.put(partition, (long) sent.size()));
    return ends;
  }
}
