package dev.twofold.reconciliation;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterReader;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.speed.views.RowWriter;
import dev.twofold.view.ClosedEpochs;
import java.util.Map;

/**
 * Writes closed epochs of a real-time view anew, from the master dataset. The rows are those of an
 * incarnation of its own, which covers these epochs and no others, and nothing before its last
 * step: to seal them. One that is killed before has changed no answer, and is done again.
 *
 * <p>The incarnation has no position: so it never leads, and the speed layer goes on beside it.
 */
public final class RealtimeRepair {
  private final Project project;
  private final Warehouse warehouse;
  private final CassandraSession cassandra;

  public RealtimeRepair(Project project, Warehouse warehouse, CassandraSession cassandra) {
    this.project = project;
    this.warehouse = warehouse;
    this.cassandra = cassandra;
  }

  /**
   * What was written.
   *
   * @param epochs those of which there were rows
   * @param incarnation that answers for them now
   */
  public record Done(EpochRange epochs, long incarnation, long rows) {}

  /**
   * Repairs the epochs of the range of which the speed layer has rows.
   *
   * @throws RefusedException where some are open, or not all of their records are landed
   */
  public Done repair(Fold view, EpochRange wanted) {
    MasterDataset master =
        warehouse
            .findMaster(project.source(view.source()))
            .orElseThrow(() -> refused(view, wanted, "nothing is landed"));
    MasterDataset.Version version = master.version();
    Cut landed = version.cut().orElseThrow(() -> refused(view, wanted, "nothing is landed"));
    CassandraRealtimeView realtime =
        new CassandraRealtimeView(cassandra, view.source(), view.version());
    EpochRange epochs;
    try {
      epochs =
          new ClosedEpochs(landed.topicId(), landed.through(), landed.positions())
              .in(wanted, realtime);
    } catch (ClosedEpochs.NotClosedException e) {
      throw refused(view, wanted, e.getMessage());
    }
    LedgerWriter ledger = new LedgerWriter(cassandra, view.source());
    LedgerWriter.Life life =
        ledger.open(landed.topicId(), Map.of(view.version(), epochs.from()), version.erased());
    RowWriter rows = new RowWriter(cassandra, life.number());
    long written = 0;
    for (long epoch = epochs.from(); epoch < epochs.to(); epoch++) {
      written += write(view, master, epoch, rows);
    }
    rows.flush();
    ledger.seal(life.number(), epochs.to());
    return new Done(epochs, life.number(), written);
  }

  private static long write(Fold view, MasterDataset master, long epoch, RowWriter rows) {
    long[] written = {0};
    PreAggregator groups =
        new PreAggregator(
            view,
            Integer.MAX_VALUE,
            (key, pane, of, state) -> {
              rows.add(
                  new RealtimeRow(
                      view.version(), key, pane, of, view.encode(state), state.events()));
              written[0]++;
            });
    new MasterReader(master, new EpochRange(epoch, epoch + 1), null, null)
        .events(
            view.reads(),
            record -> {
              if (record.rejected() == null && record.epoch() == epoch) {
                groups.add(record.row(), epoch);
              }
            });
    groups.flush();
    return written[0];
  }

  private static RefusedException refused(Fold view, EpochRange epochs, String why) {
    return new RefusedException(
        "Cannot repair the real-time rows of " + view.view() + " in epochs " + epochs + ": " + why);
  }
}
