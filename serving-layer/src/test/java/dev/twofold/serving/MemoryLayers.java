package dev.twofold.serving;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.serving.http.ServedView;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import dev.twofold.view.memory.MemoryBatchView;
import dev.twofold.view.memory.MemoryRealtimeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Both layers of one view in memory, with the events that they are told to hold. */
public final class MemoryLayers {
  private static final String TOPIC_ID = "topic";
  private static final int MAX_GROUPS = 1_000_000;

  private final Fold fold;
  private final List<Order> orders;
  private final long[] epochs;
  public final MemoryBatchView batch = new MemoryBatchView();
  public final MemoryRealtimeView speed = new MemoryRealtimeView();
  private long published;

  /**
   * @param epochs of each order, not negative
   */
  public MemoryLayers(Fold fold, List<Order> orders, long[] epochs) {
    this.fold = fold;
    this.orders = orders;
    this.epochs = epochs;
  }

  /** Publishes a generation of segments that end at each of these epochs; the last is the seam. */
  public MemoryLayers publish(SortedSet<Long> edges) {
    List<Segment> segments = new ArrayList<>();
    long from = 0;
    long events = 0;
    for (long to : edges) {
      EpochRange range = new EpochRange(from, to);
      String id = "s" + from + "-" + to;
      List<StateRow> rows = new ArrayList<>();
      long[] folded = {0};
      PreAggregator combine =
          new PreAggregator(
              fold,
              MAX_GROUPS,
              (key, pane, epoch, state) -> {
                folded[0] += state.events();
                rows.add(new StateRow(key, pane, fold.encode(state)));
              });
      addAll(range, combine, 0);
      batch.write(id, rows);
      segments.add(new Segment(id, Segment.Kind.EPOCHS, range, folded[0], rows.size()));
      events += folded[0];
      from = to;
    }
    published++;
    batch.publish(
        new Generation(
            published,
            published,
            from,
            TOPIC_ID,
            // As far as the speed layer has read: the orders do not come in the order of epochs.
            Map.of(0, new Position(0, orders.size(), from - 1, 0)),
            segments,
            Instant.EPOCH,
            "test",
            events));
    return this;
  }

  /** Has the speed layer fold all epochs from this one on. */
  public MemoryLayers stream(long fromEpoch) {
    PreAggregator combine =
        new PreAggregator(
            fold,
            MAX_GROUPS,
            (key, pane, epoch, state) -> speed.upsert(1, key, pane, epoch, fold.encode(state)));
    for (long epoch : new TreeSet<>(Arrays.stream(epochs).boxed().toList())) {
      if (epoch >= fromEpoch) {
        addAll(new EpochRange(epoch, epoch + 1), combine, epoch);
      }
    }
    long last = Arrays.stream(epochs).max().orElse(0);
    Position position = new Position(0, orders.size(), last, 0);
    speed.record(
        new Incarnation(
            1, TOPIC_ID, fromEpoch, fromEpoch, Map.of(0, position), System.currentTimeMillis()));
    return this;
  }

  /** Has the speed layer pass the epochs below this one, in every partition. */
  public MemoryLayers seal(long through) {
    Incarnation life = speed.ledger().incarnations().get(0);
    speed.record(
        new Incarnation(
            life.number(),
            life.topicId(),
            life.fromEpoch(),
            through,
            life.positions(),
            life.recordedAtMillis()));
    return this;
  }

  private void addAll(EpochRange range, PreAggregator combine, long epoch) {
    for (int i = 0; i < orders.size(); i++) {
      if (range.contains(epochs[i])) {
        combine.add(Shop.row(orders.get(i)), epoch);
      }
    }
    combine.flush();
  }

  public ServedView served() {
    return ServedView.of(fold, Shop.source(), batch, speed, Shop.PROJECT.clock());
  }
}
