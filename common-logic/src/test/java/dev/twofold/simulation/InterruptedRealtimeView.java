package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A real-time view that others change between a query's calls, and within them: the ledger is four
 * tables, read one after the other, and rows lie in several.
 */
final class InterruptedRealtimeView implements RealtimeView {
  private static final long TTL_EPOCHS = 9;
  private static final EpochRange ALL = new EpochRange(90, 160);

  private record EpochOfLife(long incarnation, long epoch) {}

  private final World world;
  private final SimulatedView view;
  private final Runnable others;
  private final Map<EpochOfLife, List<StateRow>> readEarly = new HashMap<>();

  InterruptedRealtimeView(World world, SimulatedView view, Runnable others) {
    this.world = world;
    this.view = view;
    this.others = others;
  }

  @Override
  public Ledger ledger() {
    if (world.has(Bug.ROWS_BEFORE_LEDGER)) {
      readEarly();
    }
    Set<String> erasures =
        world.has(Bug.UNERASED_IS_CONTINUED) || world.has(Bug.ERASURES_NOT_COMPARED)
            ? Set.of()
            : world.announcedIds();
    Ledger lives = view.rows.ledger();
    others.run();
    Ledger positions = view.rows.ledger();
    others.run();
    Ledger seals = view.rows.ledger();
    others.run();
    List<Incarnation> read = new ArrayList<>();
    for (Incarnation life : lives.incarnations()) {
      Incarnation at = of(positions, life);
      read.add(
          new Incarnation(
              life.number(),
              life.topicId(),
              life.fromEpoch(),
              of(seals, life).sealedThrough(),
              at.positions(),
              at.backfills(),
              at.recordedAtMillis(),
              life.erasures()));
    }
    return new Ledger(read, view.rows.floor(), erasures);
  }

  private static Incarnation of(Ledger ledger, Incarnation life) {
    return ledger.incarnations().stream()
        .filter(one -> one.number() == life.number())
        .findFirst()
        .orElse(life);
  }

  @Override
  public Set<String> erasures() {
    return world.has(Bug.UNERASED_IS_CONTINUED) || world.has(Bug.ERASURES_NOT_COMPARED)
        ? Set.of()
        : world.announcedIds();
  }

  @Override
  public long floor() {
    others.run();
    return world.has(Bug.NO_SECOND_LOOK_AT_FLOOR) ? Long.MIN_VALUE : view.rows.floor();
  }

  @Override
  public Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions) {
    others.run();
    return view.rows.endsBelow(incarnation, epoch, partitions);
  }

  @Override
  public void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
    others.run();
    long middle = SimulatedLog.EPOCHS.epochOf(world.log.now()) - world.random.nextInt(6);
    long split = Math.max(epochs.from(), Math.min(epochs.to(), middle));
    readWhole(incarnation, new EpochRange(epochs.from(), split), slice, into);
    others.run();
    readWhole(incarnation, new EpochRange(split, epochs.to()), slice, into);
  }

  private void readEarly() {
    readEarly.clear();
    for (Incarnation life : view.rows.ledger().incarnations()) {
      for (long epoch = ALL.from(); epoch < ALL.to(); epoch++) {
        List<StateRow> rows = new ArrayList<>();
        view.rows.read(
            life.number(),
            new EpochRange(epoch, epoch + 1),
            Slice.everything(),
            (key, pane, state) -> rows.add(new StateRow(key, pane, state)));
        readEarly.put(new EpochOfLife(life.number(), epoch), rows);
      }
    }
    others.run();
  }

  private void readWhole(long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
    if (world.has(Bug.ROWS_BEFORE_LEDGER)) {
      readEarly.forEach(
          (of, rows) -> {
            if (of.incarnation == incarnation && epochs.contains(of.epoch)) {
              rows.forEach(row -> into.accept(row.key(), row.pane(), row.state()));
            }
          });
      return;
    }
    if (world.has(Bug.LAST_WRITE_WINS)) {
      view.unstamped.forEach(
          (id, state) -> {
            if (id.incarnation() == incarnation && epochs.contains(id.row().epoch())) {
              into.accept(id.row().key().array(), id.row().pane(), state);
            }
          });
      return;
    }
    long oldest =
        world.has(Bug.ROWS_HAVE_TTL)
            ? SimulatedLog.EPOCHS.epochOf(world.log.now()) - TTL_EPOCHS
            : Long.MIN_VALUE;
    EpochRange left = epochs.intersect(new EpochRange(oldest, EpochRange.OPEN));
    view.rows.read(incarnation, left, slice, into);
  }
}
