package dev.twofold.batch.job;

import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.fold.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Tuple2;

/**
 * One task's rows folded into partial states of all views at once, as far as memory allows: what a
 * full map puts out is passed on before more rows are read. The targets that they go by are those
 * of {@link SegmentTargets}.
 */
final class Partials implements Iterator<Tuple2<byte[], byte[]>> {
  private record Partial(int target, byte[] key, long pane, State state) {}

  private final Iterator<ColumnarBatch> batches;
  private final BatchAdapter adapter;
  private final List<Fold> folds;
  private final PreAggregator[] maps;
  private final ArrayDeque<Partial> ready = new ArrayDeque<>();
  private int flushed;

  Partials(Iterator<ColumnarBatch> batches, BatchAdapter adapter, List<Fold> folds, int maxGroups) {
    this.batches = batches;
    this.adapter = adapter;
    this.folds = new ArrayList<>(folds);
    int views = folds.size();
    maps = new PreAggregator[views];
    for (int i = 0; i < views; i++) {
      int view = i;
      maps[i] =
          new PreAggregator(
              folds.get(i),
              maxGroups,
              // The batch layer tells no epochs apart within a segment, but kinds of segments.
              (key, pane, kind, state) ->
                  ready.add(
                      new Partial(SegmentTargets.index(view, kind, views), key, pane, state)));
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && batches.hasNext()) {
      adapter.forEach(
          batches.next(),
          (rows, count, kind) -> {
            for (PreAggregator map : maps) {
              map.add(rows, count, SegmentTargets.code(kind));
            }
          });
    }
    while (ready.isEmpty() && flushed < maps.length) {
      maps[flushed++].flush();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<byte[], byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Partial partial = ready.poll();
    return new Tuple2<>(
        StateKey.of(partial.target(), partial.key(), partial.pane()),
        folds.get(partial.target() % folds.size()).encode(partial.state()));
  }
}
