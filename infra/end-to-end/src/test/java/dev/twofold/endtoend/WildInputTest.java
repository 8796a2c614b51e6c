package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.stack.TestStack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

/**
 * Records of every odd kind through both layers, with real Kafka, Cassandra, Flink and Spark: each
 * is the same dead letter in both or counts the same in both, and nothing stops.
 */
class WildInputTest {
  private static final String NEXT = "{\"at\":1,\"page\":\"after all that\"}";

  @Test
  void bothLayersRejectTheSameAndCountTheSame() throws Exception {
    try (LivePlatform platform =
        LivePlatform.start(TestStack.home().resolve("common-logic/src/test/resources/wild"))) {
      List<byte[]> records = new ArrayList<>(WildRecords.of(platform.project().name()));
      platform.send(records);
      try (LargeRecords large = new LargeRecords(platform.project())) {
        // A value of undeclared members, and one of a text that views read.
        for (String member : List.of("x", "page")) {
          byte[] largest = large.record(member, large.mostBytes());
          large.send(largest, records.size());
          records.add(largest);
        }
        byte[] tooLarge = large.record("x", large.mostBytes() + 1);
        assertThatThrownBy(() -> large.send(tooLarge, records.size()))
            .hasCauseInstanceOf(RecordTooLargeException.class);
      }
      platform.send(List.of(NEXT.getBytes(StandardCharsets.UTF_8)));
      platform.awaitSpeed(records.size() + 1);
      platform.awaitNextCut();
      platform.batch("run");
      platform.awaitGeneration(1);

      Map<String, String> deadLetters = expectedDeadLetters(platform, records);
      records.add(NEXT.getBytes(StandardCharsets.UTF_8));
      try (Layers layers = new Layers(platform)) {
        assertThat(layers.speedDeadLetters()).isEqualTo(deadLetters);
        assertThat(layers.batchDeadLetters()).isEqualTo(deadLetters);
        for (Fold view : platform.project().views()) {
          assertThat(layers.reconcile(view).comparisons())
              .as(view.view())
              .isNotEmpty()
              .allMatch(each -> each.outcome() == Outcome.EQUAL);
          assertThat(layers.batchStates(view)).isEqualTo(expectedStates(platform, view, records));
          assertThat(platform.client().query(view.view(), List.of()).isExact()).isTrue();
        }
      }
    }
  }

  /** As {@link Layers} has them: the records went to the partitions in turn. */
  private static Map<String, String> expectedDeadLetters(
      LivePlatform platform, List<byte[]> records) {
    SourceDefinition source = platform.project().sources().get(0);
    EventDecoder decoder = Project.decoder(source, true);
    Row row = new Row(source.columns().size());
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < records.size(); i++) {
      String reason = decoder.decode(records.get(i), row);
      if (reason != null) {
        String position = i % source.partitions() + "/" + i / source.partitions();
        expected.put(position, Layers.letter(reason, records.get(i)));
      }
    }
    assertThat(expected).hasSizeGreaterThan(40);
    return expected;
  }

  private static Map<String, String> expectedStates(
      LivePlatform platform, Fold view, List<byte[]> records) {
    SourceDefinition source = platform.project().sources().get(0);
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    Map<String, String> expected = new TreeMap<>();
    PreAggregator all =
        new PreAggregator(
            view,
            Integer.MAX_VALUE,
            (key, pane, epoch, state) ->
                expected.put(Layers.name(key, pane), Layers.hex(view.encode(state))));
    for (byte[] record : records) {
      if (decoder.decode(record, row) == null) {
        all.add(row, 0);
      }
    }
    all.flush();
    return expected;
  }
}
