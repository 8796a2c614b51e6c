package dev.twofold.simulation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.erasure.Erasures;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Provenance;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges answers: each holds at least every event up to the positions that it names, but for those
 * in ranges that it calls degraded, and at most those in the log, each once and in its group.
 */
final class Oracle {
  private final World world;
  private final Set<Damage> damages;
  private final SimulatedMaster master;

  Oracle(World world, Set<Damage> damages, SimulatedMaster master) {
    this.world = world;
    this.damages = damages;
    this.master = master;
  }

  void judge(SimulatedView view, Provenance provenance, Answer answer) {
    BitSet given = given(answer);
    Degraded degraded = Degraded.of(provenance);
    if (degraded.isUnreadable()) {
      throw new Violation("a store could not be read: " + provenance.degraded());
    }
    if (world.tame && degraded.hasBehindCut(world.log, provenance.seam())) {
      throw new Violation("behind a cut, though all clocks were right: " + provenance.degraded());
    }
    BitSet missing = named(provenance);
    missing.andNot(given);
    // Until it is announced, an answer without a word has the events of an erasure, all of them.
    missing.andNot(erased(degraded.isErasing() ? master.version().recorded() : world.announced));
    judgeErased(provenance, given, degraded);
    for (int id = missing.nextSetBit(0); id >= 0; id = missing.nextSetBit(id + 1)) {
      if (world.log.isOfFile(id)) {
        throw new Violation("a file's payment %d is missing".formatted(id));
      }
      if (!degraded.excuses(world.log, id) && !isDamaged(view, provenance, id)) {
        throw new Violation(
            "%s is missing from an answer of %s".formatted(Place.of(world.log, id), provenance));
      }
    }
  }

  /** Judges the first answer of a version that took a name over: it lacks nothing told before. */
  void judgeTakeover(Provenance before, SimulatedView view, Provenance after, Answer answer) {
    BitSet missing = named(before);
    missing.andNot(given(answer));
    missing.andNot(erased(world.announced));
    for (int id = missing.nextSetBit(0); id >= 0; id = missing.nextSetBit(id + 1)) {
      if (world.log.isOfFile(id) || !isDamaged(view, after, id)) {
        throw new Violation("told, and then no more: payment %d: %s".formatted(id, after));
      }
    }
  }

  /** Judges an answer with nothing left to wait for: it is exact, to the byte. */
  void judgeAtRest(Provenance provenance, Answer answer, List<Erasure> recorded) {
    if (!provenance.exact()) {
      throw new Violation("degraded at rest: " + provenance.degraded());
    }
    Map<Answer.Group, State> whole = new HashMap<>();
    BitSet all = world.log.whole();
    all.andNot(erased(recorded));
    provenance.generation().ifPresent(generation -> addFiles(generation, all));
    all.stream()
        .mapToObj(world.log::payment)
        .forEach(
            payment ->
                Payment.FOLD.add(
                    payment.row(),
                    whole.computeIfAbsent(group(payment), none -> Payment.FOLD.newState())));
    if (!whole.keySet().equals(answer.groups().keySet())) {
      throw new Violation("other groups at rest: " + answer.groups().keySet());
    }
    whole.forEach(
        (group, state) -> {
          byte[] bytes = Payment.FOLD.encode(answer.groups().get(group));
          if (!Arrays.equals(bytes, Payment.FOLD.encode(state))) {
            throw new Violation("other bytes at rest in " + group);
          }
        });
  }

  /** Once an erasure is announced, no answer of both layers holds its events without a word. */
  private void judgeErased(Provenance provenance, BitSet given, Degraded degraded) {
    if (degraded.isErasing() || world.announced.isEmpty()) {
      return;
    }
    BitSet announced = erased(world.announced);
    announced.and(given);
    if (!announced.isEmpty() && !provenance.covers().isEmpty()) {
      throw new Violation("erased, and in an answer of %s: %s".formatted(provenance, announced));
    }
  }

  /** The payments that the erasures erase of the topic as it is now. */
  private BitSet erased(List<Erasure> erasures) {
    BitSet erased = new BitSet(Payment.MAX);
    Erasures compiled = Payment.compiled(erasures);
    BitSet whole = world.log.whole();
    for (int id = whole.nextSetBit(0); id >= 0; id = whole.nextSetBit(id + 1)) {
      Place place = Place.of(world.log, id);
      if (compiled.erase(
          world.log.topicId(),
          place.partition(),
          place.entry().offset(),
          world.log.payment(id).row())) {
        erased.set(id);
      }
    }
    return erased;
  }

  private BitSet given(Answer answer) {
    BitSet given = new BitSet(Payment.MAX);
    answer
        .groups()
        .forEach(
            (group, state) -> {
              BitSet ids = Payment.in(state);
              for (int id = ids.nextSetBit(0); id >= 0; id = ids.nextSetBit(id + 1)) {
                if (!world.log.committed().get(id)) {
                  throw new Violation("counted, and was never committed: payment " + id);
                }
                if (!group.equals(group(world.log.payment(id)))) {
                  throw new Violation("counted in another group: payment " + id);
                }
              }
              given.or(ids);
            });
    return given;
  }

  /** The events up to the positions that the answer names, of the topic as it is now. */
  private BitSet named(Provenance provenance) {
    BitSet named = new BitSet(Payment.MAX);
    for (Generation generation : provenance.generation().stream().toList()) {
      add(generation.topicId(), generation.positions().values(), named);
      addFiles(generation, named);
    }
    for (Ledger.Cover cover : provenance.covers()) {
      if (cover.epochs().to() == EpochRange.OPEN) {
        Incarnation leads = cover.incarnation();
        add(leads.topicId(), leads.positions().values(), named);
      }
    }
    return named;
  }

  private void add(String topicId, Collection<Position> positions, BitSet to) {
    if (topicId.equals(world.log.topicId())) {
      positions.stream()
          .filter(at -> at.partition() != SimulatedMaster.FILES)
          .forEach(at -> to.or(world.log.partition(at.partition()).below(at.nextOffset())));
    }
  }

  /** What was added of files when the generation was folded. */
  private void addFiles(Generation generation, BitSet to) {
    Position end = Cut.of(generation).position(SimulatedMaster.FILES);
    for (SimulatedMaster.Landed record : master.version().records()) {
      if (record.partition() == SimulatedMaster.FILES && record.offset() < end.nextOffset()) {
        to.set(record.payment().id());
      }
    }
  }

  /** Whether the row that should have it lost its state: see {@link Damage}. */
  private boolean isDamaged(SimulatedView view, Provenance provenance, int id) {
    Answer.Group group = group(world.log.payment(id));
    long epoch = Place.of(world.log, id).epoch();
    SpeedCheckpoint.Row row = new SpeedCheckpoint.Row(view, group.key(), group.pane(), epoch);
    return provenance.covers().stream()
        .filter(cover -> cover.epochs().contains(epoch))
        .anyMatch(cover -> damages.contains(new Damage(cover.incarnation().number(), row)));
  }

  private static Answer.Group group(Payment payment) {
    KeyWriter key = new KeyWriter();
    Payment.FOLD.key(payment.row(), key);
    return new Answer.Group(ByteBuffer.wrap(key.toBytes()), Payment.FOLD.pane(payment.row()));
  }
}
