package dev.twofold.simulation;

import dev.twofold.epoch.Position;
import dev.twofold.view.LedgerProgress;
import java.util.List;

/** Records what one attempt's completed checkpoints allow, and seals. */
final class SimulatedKeeper {
  private final World world;
  private final SimulatedLedger ledger;
  private final SimulatedLedger.Life life;
  private final LedgerProgress progress;
  private final LedgerProgress.Log log;

  SimulatedKeeper(
      World world, SimulatedLedger ledger, SimulatedLedger.Life life, boolean replaying) {
    this.world = world;
    this.ledger = ledger;
    this.life = life;
    progress = new LedgerProgress(replaying && !world.has(Bug.LEDGER_NOT_SILENT_IN_REPLAY));
    log = new LogSeen(world);
  }

  void completed(SpeedCheckpoint checkpoint) {
    progress.completed(checkpoint.furthest(), checkpoint.backfills());
  }

  void epochEnd(Position end) {
    ledger.end(life.number(), end);
  }

  long sealedThrough() {
    return progress.sealedThrough();
  }

  /** Its thread goes round once; it may stop half-way. What is refused is tried again. */
  void look() {
    if (!world.log.topicId().equals(life.topicId()) && !world.has(Bug.RESTORE_TAKES_ANY_TOPIC)) {
      throw new Refused("the topic was deleted and made anew");
    }
    if (!life.erasures().containsAll(world.announced) && !world.has(Bug.UNERASED_IS_CONTINUED)) {
      throw new Refused("events were erased since this incarnation began");
    }
    progress.replay(log);
    if (progress.isToRecord()) {
      for (Position position : List.copyOf(progress.positions())) {
        if (world.fails(12)) {
          return;
        }
        long below = progress.backfills().getOrDefault(position.partition(), 0L);
        ledger.record(life.number(), position, below);
      }
      progress.recorded();
    }
    if (!world.fails(3)) {
      long grace = world.has(Bug.SEALED_WITHOUT_GRACE) ? 0 : SimulatedLog.GRACE;
      progress
          .sealable(log, SimulatedLog.EPOCHS.epochOf(world.log.now() - grace))
          .ifPresent(
              through -> {
                ledger.seal(life.number(), through);
                progress.sealed(through);
              });
    }
  }
}
