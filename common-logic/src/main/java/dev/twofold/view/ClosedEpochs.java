package dev.twofold.view;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which epochs of a real-time view can be written anew from what is landed: those that are sealed,
 * and all of whose records are landed. No event of them is still to come, to either layer.
 *
 * @param topicId of the topic that was landed
 * @param through the epochs below it are landed
 * @param positions up to which records are landed, by partition
 */
public record ClosedEpochs(String topicId, long through, Map<Integer, Position> positions) {
  public ClosedEpochs {
    positions = Map.copyOf(positions);
  }

  /** Epochs that are not closed, with the reason. */
  public static final class NotClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotClosedException(String reason) {
      super(reason);
    }
  }

  /**
   * The part of a range that the view has rows of.
   *
   * @throws NotClosedException where some of it may still get events
   */
  public EpochRange in(EpochRange wanted, RealtimeView realtime) {
    if (wanted.to() > through) {
      throw new NotClosedException("they are landed only below " + through);
    }
    List<Ledger.Cover> covers = realtime.ledger().sealed(wanted).covers();
    if (covers.isEmpty()) {
      throw new NotClosedException(
          "the speed layer has sealed none of them, or dropped their rows");
    }
    long from = covers.get(0).epochs().from();
    long to = covers.get(covers.size() - 1).epochs().to();
    if (to < wanted.to()) {
      throw new NotClosedException("they are sealed only below " + to);
    }
    for (Ledger.Cover cover : covers) {
      checkLanded(cover.incarnation(), to, realtime);
    }
    return new EpochRange(from, to);
  }

  /** A record that came behind a cut is in the speed layer's rows, and may not be landed yet. */
  private void checkLanded(Incarnation life, long below, RealtimeView realtime) {
    if (!life.topicId().equals(topicId)) {
      throw new NotClosedException("the topic was made anew since");
    }
    ends(life, below, realtime)
        .forEach(
            (partition, end) -> {
              long landed =
                  positions.getOrDefault(partition, Position.start(partition)).nextOffset();
              if (end > landed) {
                throw new NotClosedException(
                    "partition "
                        + partition
                        + " has records of them below offset "
                        + end
                        + " that are not landed: ./twofold batch run first");
              }
            });
  }

  /** Where the last record of an epoch below ends, in each partition that was read. */
  private static Map<Integer, Long> ends(Incarnation life, long below, RealtimeView realtime) {
    Map<Integer, Long> ends = new TreeMap<>();
    for (Position position : life.positions().values()) {
      if (position.epoch() < below) {
        ends.put(position.partition(), position.nextOffset());
      }
    }
    Set<Integer> passed = new TreeSet<>(life.positions().keySet());
    passed.removeAll(ends.keySet());
    ends.putAll(realtime.endsBelow(life.number(), below, passed));
    return ends;
  }
}
