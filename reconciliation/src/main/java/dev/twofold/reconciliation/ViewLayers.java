package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.view.EpochState;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.io.CloseableIterator;

/** Both layers' states of one view, to read in order, and what each layer says that it holds. */
interface ViewLayers {
  Fold fold();

  /** The retained generations of the batch view, oldest first. */
  List<Generation> generations();

  /** What the speed layer has recorded of the view, read anew. */
  Ledger ledger();

  /**
   * The states of a segment, in the snapshot that published it: ascending by key (unsigned bytes)
   * and pane, one as often as the segment's files hold it. To be closed.
   */
  CloseableIterator<StateRow> segmentRows(Generation publisher, Segment segment) throws IOException;

  /** The rows of a cover, ascending by key (unsigned bytes) and pane. */
  Iterator<EpochState> speedRows(Ledger.Cover cover);

  /** The rows of a cover that have this key. */
  Iterator<EpochState> speedRows(Ledger.Cover cover, byte[] key);

  /**
   * Each segment that covers epochs, of any retained generation, with the oldest generation that
   * holds it: the one that published it, where that is still there.
   */
  default Map<Segment, Generation> publishers() {
    Map<Segment, Generation> publishers = new LinkedHashMap<>();
    for (Generation generation : generations()) {
      for (Segment segment : generation.segments()) {
        if (segment.kind() == Segment.Kind.EPOCHS) {
          publishers.putIfAbsent(segment, generation);
        }
      }
    }
    return publishers;
  }

  /** Which incarnations of the generation's topic have sealed which of the epochs. */
  default Ledger.Coverage sealed(Generation generation, EpochRange epochs) {
    Ledger ledger = ledger();
    List<Incarnation> lives =
        ledger.incarnations().stream()
            .filter(life -> life.topicId().equals(generation.topicId()))
            // Else one layer is without events that the other holds: they are being erased.
            .filter(life -> life.erasures().equals(generation.erasures()))
            .toList();
    return new Ledger(lives, ledger.floor()).sealed(epochs);
  }

  /**
   * Whether epochs that are not sealed never will be: they were dropped, or lie before the first
   * that an incarnation covers.
   */
  default boolean isPast(Generation generation, EpochRange hole) {
    Ledger ledger = ledger();
    long covered =
        ledger.incarnations().stream()
            .filter(life -> life.topicId().equals(generation.topicId()))
            .mapToLong(Incarnation::fromEpoch)
            .max()
            .orElse(0);
    return hole.to() <= Math.max(covered, ledger.floor());
  }

  /**
   * The batch layer's states of a segment, merged over its files: a file that is there twice counts
   * twice, as it does in answers. To be closed.
   */
  default CloseableIterator<StateRow> batchStates(Generation publisher, Segment segment)
      throws IOException {
    CloseableIterator<StateRow> rows = segmentRows(publisher, segment);
    Iterator<StateRow> merged = new MergedStates(fold(), List.of(rows));
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return merged.hasNext();
      }

      @Override
      public StateRow next() {
        return merged.next();
      }

      @Override
      public void close() throws IOException {
        rows.close();
      }
    };
  }

  /** The speed layer's states, merged over the covers' epochs. */
  default Iterator<StateRow> speedStates(List<Ledger.Cover> covers) {
    List<Iterator<StateRow>> pieces = new ArrayList<>();
    for (Ledger.Cover cover : covers) {
      Iterator<EpochState> rows = speedRows(cover);
      pieces.add(
          CloseableIterator.transform(
              CloseableIterator.withClose(rows),
              row -> new StateRow(row.key(), row.pane(), row.state())));
    }
    return new MergedStates(fold(), pieces);
  }

  /** The speed layer's rows of one (key, pane), by epoch. */
  default List<EpochState> speedRows(List<Ledger.Cover> covers, byte[] key, long pane) {
    List<EpochState> rows = new ArrayList<>();
    for (Ledger.Cover cover : covers) {
      speedRows(cover, key)
          .forEachRemaining(
              row -> {
                if (row.pane() == pane) {
                  rows.add(row);
                }
              });
    }
    return rows;
  }
}
