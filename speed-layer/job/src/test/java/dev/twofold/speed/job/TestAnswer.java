package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.Generation;
import dev.twofold.view.Layer;
import dev.twofold.view.Ledger;
import dev.twofold.view.Provenance;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.StateRow;
import dev.twofold.view.ViewReader;
import dev.twofold.view.memory.MemoryBatchView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What readers are answered, held against one fold of the log. */
final class TestAnswer {
  private final TestProject test;
  private final Map<String, MemoryBatchView> batch = new HashMap<>();

  TestAnswer(TestProject test) {
    this.test = test;
  }

  private record Read(Map<String, String> states, Provenance provenance) {}

  private Read read(Fold fold) {
    ViewReader reader =
        new ViewReader(
            batch.computeIfAbsent(fold.view(), view -> new MemoryBatchView()),
            test.view(fold),
            test.project().clock(),
            Clock.systemUTC());
    Map<String, String> states = new TreeMap<>();
    Provenance provenance =
        reader.read(
            Slice.everything(),
            Layer.MERGED,
            OptionalLong.empty(),
            new ViewReader.Collector() {
              @Override
              public void accept(byte[] key, long pane, byte[] state) {
                states.merge(hex(key) + " " + pane, hex(state), (a, b) -> merge(fold, a, b));
              }

              @Override
              public void clear() {
                states.clear();
              }
            });
    return new Read(states, provenance);
  }

  /** With the log at rest: exact, and the log's. */
  void assertExact() {
    for (Fold fold : test.project().views()) {
      Read answer = read(fold);
      assertThat(answer.provenance().degraded()).as(fold.view()).isEmpty();
      assertThat(answer.states()).as(fold.view()).isEqualTo(merged(fold, test.rows().expected()));
    }
    assertDeadLetters();
  }

  /** Whatever has died: all below the positions that the answer names, and none twice. */
  void assertWithinBounds() {
    for (Fold fold : test.project().views()) {
      Read answer = read(fold);
      Map<Integer, Long> below = new HashMap<>();
      for (Ledger.Cover cover : answer.provenance().covers()) {
        if (cover.epochs().to() == EpochRange.OPEN) {
          cover.incarnation().positions().forEach((id, at) -> below.put(id, at.nextOffset()));
        }
      }
      Map<String, String> least = merged(fold, test.rows().expected(below));
      Map<String, String> most = merged(fold, test.rows().expected());
      assertThat(most.keySet()).containsAll(answer.states().keySet());
      most.keySet()
          .forEach(
              group ->
                  assertThat(events(answer.states(), group))
                      .as("%s %s: %s", fold.view(), group, answer.provenance())
                      .isBetween(events(least, group), events(most, group)));
    }
  }

  private static long events(Map<String, String> states, String group) {
    String state = states.get(group);
    return state == null ? 0 : Fold.events(HexFormat.of().parseHex(state));
  }

  /** Each record that is no click is a dead letter, once. */
  private void assertDeadLetters() {
    var decoder = Project.decoder(test.source(), false);
    Row row = new Row(test.source().columns().size());
    List<String> expected =
        test.topic.committed(test.ends()).stream()
            .filter(record -> decoder.decode(record.value(), row) != null)
            .map(record -> record.partition() + "@" + record.offset())
            .toList();
    List<String> actual =
        new DeadLetters(test.cassandra(), "clicks")
            .page(null, Integer.MAX_VALUE).stream()
                .map(letter -> letter.partition() + "@" + letter.offset())
                .toList();
    assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
  }

  /**
   * Gives each view a generation of all epochs below one, as a batch run would.
   *
   * @return it
   */
  Generation publish(long through) {
    Map<Integer, Position> cut = new HashMap<>();
    EffectiveEpochs epochs = new EffectiveEpochs(test.project().clock());
    for (ConsumerRecord<byte[], byte[]> record : test.topic.committed(test.ends())) {
      int partition = record.partition();
      long epoch = epochs.next(partition, record.timestamp());
      if (epoch < through) {
        cut.put(partition, new Position(partition, record.offset() + 1, epoch, -1));
      }
    }
    String topicId = test.life(test.newest()).orElseThrow().topicId();
    Segment segment = new Segment("all", Segment.Kind.EPOCHS, new EpochRange(0, through), 0, 0);
    Generation generation =
        new Generation(1, 1, through, topicId, cut, List.of(segment), Instant.EPOCH, "test", 0);
    Map<String, String> rows = test.rows().expected();
    rows.keySet().removeIf(id -> Long.parseLong(id.split(" ", -1)[1]) >= through);
    for (Fold fold : test.project().views()) {
      List<StateRow> states = new ArrayList<>();
      merged(fold, rows)
          .forEach(
              (group, state) -> {
                String[] parts = group.split(" ", -1);
                states.add(new StateRow(bytes(parts[0]), Long.parseLong(parts[1]), bytes(state)));
              });
      MemoryBatchView view = new MemoryBatchView();
      view.write(segment.id(), states);
      view.publish(generation);
      batch.put(fold.view(), view);
    }
    return generation;
  }

  /** The rows of a view, those of all epochs in one: by key and pane. */
  private static Map<String, String> merged(Fold fold, Map<String, String> rows) {
    Map<String, String> groups = new TreeMap<>();
    rows.forEach(
        (id, state) -> {
          String[] parts = id.split(" ", -1);
          if (parts[0].equals(fold.view())) {
            groups.merge(parts[2] + " " + parts[3], state, (a, b) -> merge(fold, a, b));
          }
        });
    return groups;
  }

  private static String merge(Fold fold, String a, String b) {
    State state = fold.decode(bytes(a));
    fold.merge(bytes(b), state);
    return hex(fold.encode(state));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
