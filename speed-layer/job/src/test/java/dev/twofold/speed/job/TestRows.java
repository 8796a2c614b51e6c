package dev.twofold.speed.job;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.view.Slice;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * What a project's rows are, and what they ought to be; each under view, epoch, key and pane. A
 * version that is not in force has its id in place of its view's name.
 */
final class TestRows {
  private final TestProject test;

  TestRows(TestProject test) {
    this.test = test;
  }

  /** Every row that the log's records make: what one fold in memory says. */
  Map<String, String> expected() {
    return expected(test.ends());
  }

  /** As the other, of the records below these offsets. */
  Map<String, String> expected(Map<Integer, Long> ends) {
    return expected(ends, (record, row) -> true);
  }

  /** As the other, of those records that decode to such events. */
  Map<String, String> expected(
      Map<Integer, Long> ends, BiPredicate<ConsumerRecord<byte[], byte[]>, Row> kept) {
    Map<String, State> states = new HashMap<>();
    Map<String, Fold> folds = new HashMap<>();
    EffectiveEpochs epochs = new EffectiveEpochs(test.project().clock());
    var decoder = Project.decoder(test.source(), false);
    Row row = new Row(test.source().columns().size());
    KeyWriter key = new KeyWriter();
    for (ConsumerRecord<byte[], byte[]> record : test.topic.committed(ends)) {
      if (record.timestampType() != TimestampType.LOG_APPEND_TIME) {
        continue; // batch has it, as a backfill
      }
      long epoch = epochs.next(record.partition(), record.timestamp());
      if (decoder.decode(record.value(), row) == null && kept.test(record, row)) {
        for (Fold fold : test.project().versions()) {
          if (fold.accepts(row)) {
            fold.key(row, key);
            String id = id(fold, epoch, key.toBytes(), fold.pane(row));
            folds.put(id, fold);
            fold.add(row, states.computeIfAbsent(id, i -> fold.newState()));
          }
        }
      }
    }
    Map<String, String> rows = new TreeMap<>();
    states.forEach((id, state) -> rows.put(id, hex(folds.get(id).encode(state))));
    return rows;
  }

  /** The epochs of the log's records. */
  SortedSet<Long> epochs() {
    SortedSet<Long> seen = new TreeSet<>();
    EffectiveEpochs epochs = new EffectiveEpochs(test.project().clock());
    for (ConsumerRecord<byte[], byte[]> record : test.topic.committed(test.ends())) {
      if (record.timestampType() == TimestampType.LOG_APPEND_TIME) {
        seen.add(epochs.next(record.partition(), record.timestamp()));
      }
    }
    return seen;
  }

  /** Every row that an incarnation has. */
  Map<String, String> actual(long incarnation) {
    Map<String, String> rows = new TreeMap<>();
    SortedSet<Long> epochs = epochs();
    for (Fold fold : test.project().versions()) {
      for (long epoch : epochs) {
        test.view(fold)
            .read(
                incarnation,
                new EpochRange(epoch, epoch + 1),
                Slice.everything(),
                (key, pane, state) -> rows.put(id(fold, epoch, key, pane), hex(state)));
      }
    }
    return rows;
  }

  /** Those of one view, of the epochs from one on. */
  static Map<String, String> of(String view, long fromEpoch, Map<String, String> rows) {
    Map<String, String> some = new TreeMap<>(rows);
    some.keySet()
        .removeIf(
            id -> !id.startsWith(view + " ") || Long.parseLong(id.split(" ", -1)[1]) < fromEpoch);
    return some;
  }

  private String id(Fold fold, long epoch, byte[] key, long pane) {
    String name = test.project().views().contains(fold) ? fold.view() : fold.version();
    return name + " " + epoch + " " + hex(key) + " " + pane;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
