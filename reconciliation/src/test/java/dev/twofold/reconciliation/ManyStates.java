package dev.twofold.reconciliation;

import dev.twofold.data.Row;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.view.EpochState;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.io.CloseableIterator;

/**
 * Compares a segment of many states, each of two epochs in the speed layer, none of which is kept:
 * a program of its own, so that its heap can be small. One of a thousand states is wrong.
 *
 * <p>Arguments: file of the fold, (key, pane) of each layer. Prints how many were compared, and how
 * many differ.
 */
final class ManyStates implements ViewLayers {
  private static final String TOPIC_ID = "many";
  private static final int WRONG = 1_000;

  private final Fold fold;
  private final int count;
  private final byte[] early;
  private final byte[] late;
  private final byte[] both;

  private ManyStates(Fold fold, int count) {
    this.fold = fold;
    this.count = count;
    early = state(1, 2, 3);
    late = state(4, 5);
    both = state(1, 2, 3, 4, 5);
  }

  public static void main(String[] args) throws IOException, ClassNotFoundException {
    Fold fold;
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(Path.of(args[0])))) {
      fold = (Fold) in.readObject();
    }
    ManyStates layers = new ManyStates(fold, Integer.parseInt(args[1]));
    Map.Entry<Segment, Generation> only = layers.publishers().entrySet().iterator().next();
    Summary summary =
        new SegmentCheck(layers, Optional.empty(), 0)
            .compare(
                only.getValue(),
                only.getKey(),
                layers.sealed(only.getValue(), only.getKey().range()),
                DeadLetterDisagreements.NONE)
            .summary();
    System.out.println(summary.compared() + " " + (summary.compared() - summary.equal()));
  }

  private byte[] state(long... items) {
    Row row = new Row(7);
    var state = fold.newState();
    for (long each : items) {
      row.words[4] = each;
      fold.add(row, state);
    }
    return fold.encode(state);
  }

  private byte[] key(int i) {
    return fold.keyBytes(new Object[] {(long) i});
  }

  @Override
  public Fold fold() {
    return fold;
  }

  @Override
  public List<Generation> generations() {
    Segment segment =
        new Segment("all", Segment.Kind.EPOCHS, new EpochRange(0, 2), 5L * count, count);
    return List.of(
        new Generation(
            1, 1, 2, TOPIC_ID, Map.of(), List.of(segment), Instant.EPOCH, "code-1", 5L * count));
  }

  @Override
  public Ledger ledger() {
    return new Ledger(List.of(new Incarnation(1, TOPIC_ID, 0, 2, Map.of(), 0)), 0);
  }

  @Override
  public CloseableIterator<StateRow> segmentRows(Generation publisher, Segment segment) {
    return CloseableIterator.withClose(
        IntStream.range(0, count)
            .mapToObj(i -> new StateRow(key(i), 0, i % WRONG == 0 ? early : both))
            .iterator());
  }

  @Override
  public Iterator<EpochState> speedRows(Ledger.Cover cover) {
    return IntStream.range(0, 2 * count)
        .mapToObj(i -> new EpochState(key(i / 2), 0, i % 2, i % 2 == 0 ? early : late))
        .iterator();
  }

  @Override
  public Iterator<EpochState> speedRows(Ledger.Cover cover, byte[] key) {
    return List.of(new EpochState(key, 0, 0, early), new EpochState(key, 0, 1, late)).iterator();
  }
}
