package dev.twofold.speed.job;

import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import dev.twofold.speed.views.LedgerWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How views begin that a checkpoint does not know. They can join: the job goes on, other views stay
 * as they are, and the new ones' rows cover the epochs from the first edge after every position on;
 * of those before it they have missed events, which batch has to give. Or the source is replayed: a
 * cold start, exact with no batch run, but while it lasts the other views stand still.
 */
final class NewViews {
  private static final Logger LOGGER = LoggerFactory.getLogger(NewViews.class);

  private final LedgerWriter.Life life;
  private final Collection<Position> positions;

  /**
   * @param checkpoint the positions to go on from
   * @param recorded the positions that the ledger promises
   */
  NewViews(LedgerWriter.Life life, Collection<Position> checkpoint, Collection<Position> recorded) {
    this.life = life;
    this.positions = new ArrayList<>(checkpoint);
    positions.addAll(recorded);
  }

  /**
   * Whether a replay is better: where it gives new views all that batch does not, and is over in
   * seconds.
   */
  boolean areBestReplayed(
      Set<String> versions,
      SourceDefinition source,
      Arguments arguments,
      TopicLog log,
      EpochClock clock,
      Duration grace) {
    if (life.fromEpochs().keySet().containsAll(versions)) {
      return false;
    }
    String generation = arguments.from(source.name());
    ColdStart replay = ColdStart.of(generation, log, clock, grace);
    boolean whole = generation != null || replay.fromEpoch() == 0;
    return whole && replay.records(log) <= arguments.replay();
  }

  /** Has the incarnation fold these views and no others from now on. */
  LedgerWriter.Life join(Set<String> versions, LedgerWriter ledger, EpochClock clock) {
    Map<String, Long> fromEpochs = new TreeMap<>();
    for (String version : versions) {
      fromEpochs.put(version, life.fromEpochs().getOrDefault(version, firstEdge()));
    }
    if (fromEpochs.equals(life.fromEpochs())) {
      return life;
    }
    LedgerWriter.Life changed = ledger.change(life, fromEpochs);
    for (String version : versions) {
      if (!life.fromEpochs().containsKey(version)) {
        LOGGER.info(
            "View version {} joins incarnation {}: its rows cover what is ingested from {} on;"
                + " what came before it has when a batch run has reached that time",
            version,
            life.number(),
            clock.start(fromEpochs.get(version)));
      }
    }
    return changed;
  }

  /**
   * The first edge after every position. Where nothing was read yet it is where the incarnation
   * began.
   */
  private long firstEdge() {
    return Position.firstEpochBeyond(
        positions, life.fromEpochs().values().stream().min(Long::compare).orElse(0L));
  }
}
