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
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import java.util.List;
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
    EpochRange epochs = closed(view, wanted, realtime.ledger(), landed);
    checkLanded(view, epochs, realtime, landed);
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

  /** The part of the range that has rows, every epoch of which is sealed and landed. */
  private static EpochRange closed(Fold view, EpochRange wanted, Ledger ledger, Cut landed) {
    if (wanted.to() > landed.through()) {
      throw refused(view, wanted, "they are landed only below " + landed.through());
    }
    List<Ledger.Cover> covers = ledger.sealed(wanted).covers();
    if (covers.isEmpty()) {
      throw refused(view, wanted, "the speed layer has sealed none of them, or dropped their rows");
    }
    EpochRange epochs =
        new EpochRange(covers.get(0).epochs().from(), covers.get(covers.size() - 1).epochs().to());
    if (epochs.to() < wanted.to()) {
      throw refused(view, wanted, "they are sealed only below " + epochs.to());
    }
    return epochs;
  }

  /** A record that came behind a cut is in the speed layer's rows, and may not be landed yet. */
  private static void checkLanded(
      Fold view, EpochRange epochs, CassandraRealtimeView realtime, Cut landed) {
    for (Ledger.Cover cover : realtime.ledger().sealed(epochs).covers()) {
      Incarnation life = cover.incarnation();
      if (!life.topicId().equals(landed.topicId())) {
        throw refused(view, epochs, "the topic was made anew since");
      }
      realtime
          .endsBelow(life.number(), epochs.to(), life.positions().keySet())
          .forEach(
              (partition, end) -> {
                if (end > landed.position(partition).nextOffset()) {
                  throw refused(
                      view,
                      epochs,
                      "partition "
                          + partition
                          + " has records of them below offset "
                          + end
                          + " that are not landed: ./twofold batch run first");
                }
              });
    }
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
