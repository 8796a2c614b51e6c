package dev.twofold.reconciliation;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.SegmentReader;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.view.EpochState;
import dev.twofold.view.Generation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.io.CloseableIterator;

/** Both layers of a view as they are stored. */
record StoredLayers(BatchViewTable batch, CassandraRealtimeView speed) implements ViewLayers {
  @Override
  public Fold fold() {
    return batch.fold();
  }

  @Override
  public List<Generation> generations() {
    return batch.generations();
  }

  @Override
  public Ledger ledger() {
    return speed.ledger();
  }

  @Override
  public CloseableIterator<StateRow> segmentRows(Generation publisher, Segment segment)
      throws IOException {
    List<String> files = SegmentReader.files(batch.table(), publisher.snapshotId(), segment.id());
    return new SegmentReader(batch.table().io(), files, fold());
  }

  @Override
  public Iterator<EpochState> speedRows(Ledger.Cover cover) {
    return speed.sorted(cover.incarnation().number(), cover.epochs());
  }

  @Override
  public Iterator<EpochState> speedRows(Ledger.Cover cover, byte[] key) {
    return speed.sorted(cover.incarnation().number(), cover.epochs(), key);
  }
}
