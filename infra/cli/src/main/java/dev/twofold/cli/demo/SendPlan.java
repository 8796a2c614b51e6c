package dev.twofold.cli.demo;

import dev.twofold.cli.CliException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * In which order the demo sends its lines, and to which partitions: first every even line, then
 * every odd one. So each half holds events of the whole day, and all of the second half is late for
 * windows that the batch layer has already computed.
 *
 * <p>Order and partitions are a pure function of the line number, and a partition holds a prefix of
 * what was sent to it. So the end offsets alone tell what is still to be sent, whenever and however
 * an earlier run ended.
 *
 * @param lines how many there are
 * @param partitions of the topic
 */
record SendPlan(int lines, int partitions) {
  /** The two parts of the stream, in order. */
  enum Half {
    EARLY,
    LATE
  }

  SendPlan {
    if (lines < 0 || partitions < 1) {
      throw new IllegalArgumentException(
          "Cannot send " + lines + " lines to " + partitions + " partitions");
    }
  }

  int partition(int line) {
    return line / 2 % partitions;
  }

  /** The offset that the line has, or will have, in its partition. */
  long offset(int line) {
    long before = half(line) == Half.EARLY ? 0 : countOf(Half.EARLY, partition(line));
    return before + line / 2 / partitions;
  }

  /** How many lines of one half a partition gets. */
  long countOf(Half half, int partition) {
    int linesOfHalf = half == Half.EARLY ? (lines + 1) / 2 : lines / 2;
    return linesOfHalf <= partition ? 0 : (linesOfHalf - partition - 1) / partitions + 1;
  }

  /**
   * The lines of one half that are still to be sent, in order.
   *
   * @param endOffsets next offset by partition
   * @throws CliException where the topic holds more than the demo sends
   */
  List<Integer> remaining(Half half, Map<Integer, Long> endOffsets) {
    requireOwn(endOffsets);
    List<Integer> remaining = new ArrayList<>();
    for (int line = half == Half.EARLY ? 0 : 1; line < lines; line += 2) {
      if (offset(line) >= endOffsets.getOrDefault(partition(line), 0L)) {
        remaining.add(line);
      }
    }
    return remaining;
  }

  private void requireOwn(Map<Integer, Long> endOffsets) {
    endOffsets.forEach(
        (partition, end) -> {
          long own =
              partition < partitions
                  ? countOf(Half.EARLY, partition) + countOf(Half.LATE, partition)
                  : 0;
          if (end > own) {
            throw CliException.refused(
                "The demo's topic holds records that the demo did not send (partition "
                    + partition
                    + " has "
                    + end
                    + " instead of at most "
                    + own
                    + "), so its answers are not the known ones. "
                    + "Give the demo a state folder of its own: ./twofold demo --state DIR");
          }
        });
  }

  private static Half half(int line) {
    return line % 2 == 0 ? Half.EARLY : Half.LATE;
  }
}
