package dev.twofold.reconciliation;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.SegmentReader;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.view.EpochState;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Both layers' states of one view, to read in order. */
record ViewLayers(BatchViewTable batch, CassandraRealtimeView speed) {
  Fold fold() {
    return batch.fold();
  }

  /** The states of a segment, in the snapshot that published it. To be closed. */
  SegmentReader segment(Generation publisher, Segment segment) throws IOException {
    List<String> files = SegmentReader.files(batch.table(), publisher.snapshotId(), segment.id());
    return new SegmentReader(batch.table().io(), files, fold());
  }

  /** Which incarnations of the generation's topic have sealed which of the epochs. */
  Ledger.Coverage sealed(Generation generation, EpochRange epochs) {
    Ledger ledger = speed.ledger();
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
  boolean isPast(Generation generation, EpochRange hole) {
    Ledger ledger = speed.ledger();
    long covered =
        ledger.incarnations().stream()
            .filter(life -> life.topicId().equals(generation.topicId()))
            .mapToLong(Incarnation::fromEpoch)
            .max()
            .orElse(0);
    return hole.to() <= Math.max(covered, ledger.floor());
  }

  /** The speed layer's states, merged over the covers' epochs. */
  Iterator<StateRow> speedStates(List<Ledger.Cover> covers) {
    List<Iterator<StateRow>> pieces = new ArrayList<>();
    for (Ledger.Cover cover : covers) {
      pieces.add(new WithoutEpochs(speed.sorted(cover.incarnation().number(), cover.epochs())));
    }
    return new MergedStates(fold(), pieces);
  }

  /** The speed layer's rows of one (key, pane), by epoch. */
  List<EpochState> speedRows(List<Ledger.Cover> covers, byte[] key, long pane) {
    List<EpochState> rows = new ArrayList<>();
    for (Ledger.Cover cover : covers) {
      speed
          .sorted(cover.incarnation().number(), cover.epochs(), key)
          .forEachRemaining(
              row -> {
                if (row.pane() == pane) {
                  rows.add(row);
                }
              });
    }
    return rows;
  }

  private record WithoutEpochs(Iterator<EpochState> rows) implements Iterator<StateRow> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public StateRow next() {
      EpochState row = rows.next();
      return new StateRow(row.key(), row.pane(), row.state());
    }
  }
}
