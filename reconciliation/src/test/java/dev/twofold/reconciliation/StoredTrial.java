package dev.twofold.reconciliation;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.TwoLayers.Logged;
import dev.twofold.reconciliation.TwoLayers.Written;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two nights in the real stores, made at random, with a fault in the first or none: in the view of
 * minutes alone, so that the other one shows what must not be found.
 */
final class StoredTrial implements AutoCloseable {
  private static final String VIEW = "by_minute";

  final TwoLayers layers;
  private final Random random;
  private final Fold view;

  /** Null for none. */
  private final StoredFault fault;

  private final long seam;
  private final long through;
  private final List<Logged> first;
  private List<Logged> second = List.of();

  /** What must be found: where, and by which sales. */
  final Map<Place, Set<String>> hits = new LinkedHashMap<>();

  StoredTrial(long seed, Path folder, StoredFault fault) throws IOException {
    random = new Random(seed);
    layers = new TwoLayers(folder);
    view = layers.view(VIEW);
    this.fault = fault;
    seam = 2L + random.nextInt(3);
    through = seam + 1 + random.nextInt(3);
    first = layers.sales(new EpochRange(0, seam), 3 + random.nextInt(15));
  }

  Fold view() {
    return view;
  }

  /** Whether the fault is in the segment of the epochs. */
  boolean hits(EpochRange epochs) {
    return fault != null && (fault == StoredFault.SHIFTED_EPOCH || epochs.from() < seam);
  }

  Report reconcile() throws IOException {
    layers.land(first, seam);
    publish(first, seam);
    // A cut is the end of the topic at its time.
    second = layers.sales(new EpochRange(seam, through), 3 + random.nextInt(15));
    layers.land(second, through);
    layers.publish(second, through);
    speed();
    layers.seal(through);
    if (fault == null) {
      upkeep();
    }
    return layers.reconcile();
  }

  private void publish(List<Logged> records, long to) {
    if (fault == null || !fault.isOfBatch()) {
      layers.publish(records, to);
      return;
    }
    layers.publishFiles(
        records,
        to,
        (of, files) -> {
          if (!of.version().equals(view.version())) {
            return files;
          }
          List<List<StateRow>> changed = new ArrayList<>(files);
          List<StateRow> hit = changed.remove(random.nextInt(changed.size()));
          if (fault == StoredFault.DOUBLED_FILE) {
            changed.add(hit);
            changed.add(hit);
          }
          hit.forEach(row -> hit(new Place(row.key(), row.pane()), records));
          return changed;
        });
  }

  private void hit(Place place, List<Logged> records) {
    Set<String> positions = hits.computeIfAbsent(place, none -> new TreeSet<>());
    for (Logged each : records) {
      for (StateRow own : layers.states(view, List.of(each))) {
        if (new Place(own.key(), own.pane()).equals(place)) {
          positions.add(each.partition() + "/" + each.offset());
        }
      }
    }
  }

  private void speed() {
    List<Logged> all = new ArrayList<>(first);
    all.addAll(second);
    if (fault == StoredFault.SHIFTED_EPOCH) {
      all.replaceAll(each -> each.epoch() == seam - 1 ? each.inEpoch(seam) : each);
      List<Logged> moved = first.stream().filter(each -> each.epoch() == seam - 1).toList();
      layers.states(view, moved).forEach(row -> hit(new Place(row.key(), row.pane()), moved));
    }
    // A life that died half way, then the one that goes on.
    layers.speed(all.subList(0, random.nextInt(all.size())), row -> wrong(row) ? null : row);
    Logged hit = first.get(random.nextInt(first.size()));
    Place place = place(hit);
    layers.speed(all, row -> change(row, hit, place));
  }

  /** Rows that the fault will change are not written before: a row of fewer events would stay. */
  private boolean wrong(RealtimeRow row) {
    return fault != null && !fault.isOfBatch() && row.viewVersion().equals(view.version());
  }

  private Place place(Logged sale) {
    StateRow own = layers.states(view, List.of(sale)).get(0);
    return new Place(own.key(), own.pane());
  }

  private RealtimeRow change(RealtimeRow row, Logged hit, Place place) {
    if (!wrong(row) || fault == StoredFault.SHIFTED_EPOCH || row.epoch() >= seam) {
      return row;
    }
    Place own = new Place(row.key(), row.pane());
    boolean isHit = own.equals(place) && row.epoch() == hit.epoch();
    if (!isHit && fault != StoredFault.CHANGED_FOLD) {
      return row;
    }
    hit(own, first.stream().filter(each -> each.epoch() == row.epoch()).toList());
    return switch (fault) {
      case DROPPED_ROW -> null;
      case DOUBLED_ROW -> doubled(row);
      default -> withMore(row);
    };
  }

  private RealtimeRow doubled(RealtimeRow row) {
    State state = view.decode(row.state());
    view.merge(row.state(), state);
    return new RealtimeRow(
        row.viewVersion(), row.key(), row.pane(), row.epoch(), view.encode(state), state.events());
  }

  /** By a layer that computes the most items otherwise. */
  private RealtimeRow withMore(RealtimeRow row) {
    Object[] columns = view.toColumns(view.decode(row.state()));
    for (int i = 0; i < columns.length; i++) {
      if (view.stateColumns().get(i).name().equals("most")) {
        columns[i] = (Long) columns[i] + 1000;
      }
    }
    byte[] state = view.encode(view.fromColumns(columns));
    return new RealtimeRow(
        row.viewVersion(), row.key(), row.pane(), row.epoch(), state, row.events());
  }

  /** What happens to layers that are right, while they are compared too. */
  private void upkeep() throws IOException {
    if (random.nextBoolean()) {
      compact();
    }
    if (random.nextBoolean()) {
      for (Fold each : layers.project.views()) {
        BatchViewTable table = layers.warehouse.findView(each).orElseThrow();
        table.rollback(table.version().current().orElseThrow().number() - 1, "a trial");
        table.release();
      }
    }
    if (random.nextBoolean()) {
      backfill();
    }
    // Traffic, and a newer life that has not come far.
    List<Logged> live = layers.sales(new EpochRange(through, through + 1), 10);
    layers.speed(live);
    if (random.nextBoolean()) {
      layers.start(random.nextLong(through));
      layers.speed(live.subList(0, 5));
    }
  }

  private void compact() {
    for (Fold each : layers.project.views()) {
      BatchViewTable table = layers.warehouse.findView(each).orElseThrow();
      BatchViewTable.Version version = table.version();
      Generation current = version.current().orElseThrow();
      Set<String> ids = new HashSet<>();
      current.segments().forEach(segment -> ids.add(segment.id()));
      List<Logged> all = new ArrayList<>(first);
      all.addAll(second);
      Written written =
          layers.write(
              table,
              each,
              layers.states(each, all),
              row -> row,
              new EpochRange(0, current.through()));
      table.compact(version, ids, written.segment(), written.files(), "code-1");
    }
  }

  /** Sales that never went through the topic. */
  private void backfill() {
    layers.backfill();
    for (Fold each : layers.project.views()) {
      BatchViewTable table = layers.warehouse.findView(each).orElseThrow();
      BatchViewTable.Version version = table.version();
      Written written =
          layers.write(table, each, layers.states(each, first), row -> row, new EpochRange(0, 0));
      Segment kept = written.segment();
      Segment backfill =
          new Segment(kept.id(), Segment.Kind.BACKFILL, kept.range(), kept.events(), kept.rows());
      long at = version.current().orElseThrow().through();
      table.publish(version, List.of(backfill), layers.cut(at), written.files(), "code-1");
    }
  }

  @Override
  public void close() throws IOException {
    layers.close();
  }
}
