package dev.twofold.speed.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.record.TimestampType;

/**
 * Where a speed layer without a checkpoint begins.
 *
 * @param fromEpoch the first epoch whose events it will all have folded
 * @param positions by which it begins to read, one a partition
 */
record ColdStart(long fromEpoch, List<Position> positions) {
  private static final JsonFactory JSON = new JsonFactory();

  ColdStart {
    positions = List.copyOf(positions);
  }

  /**
   * @param generations as {@link #fromGenerations} reads them; null for the oldest that Kafka has
   * @param grace how far brokers' clocks may be apart
   */
  static ColdStart of(String generations, TopicLog log, EpochClock clock, Duration grace) {
    return generations == null ? fromLog(log, clock, grace) : fromGenerations(generations, log);
  }

  /** How many offsets it has to read to the end of the log. */
  long records(TopicLog log) {
    Map<Integer, Long> ends = log.ends(log.partitions());
    return positions.stream()
        .mapToLong(position -> ends.get(position.partition()) - position.nextOffset())
        .sum();
  }

  /**
   * From the oldest that Kafka has: all of it where no record has expired yet, else from the first
   * epoch that is whole, which is still to come where no record says.
   */
  static ColdStart fromLog(TopicLog log, EpochClock clock, Duration grace) {
    Set<Integer> partitions = log.partitions();
    Map<Integer, Long> starts = log.starts(partitions);
    Map<Integer, Long> ends = log.ends(partitions);
    long from = 0;
    List<Position> positions = new ArrayList<>();
    for (int partition : partitions) {
      long start = starts.get(partition);
      if (start > 0) {
        long first =
            log.first(partition, start, ends.get(partition))
                .filter(record -> record.timestampType() == TimestampType.LOG_APPEND_TIME)
                .map(record -> record.timestamp())
                .orElseGet(System::currentTimeMillis);
        from = Math.max(from, clock.firstWholeEpoch(first, grace));
      }
      positions.add(new Position(partition, start, Position.NO_EPOCH, -1));
    }
    return new ColdStart(from, positions);
  }

  /**
   * From generations of the batch views: the first of them whose records Kafka still has; where it
   * has those of none, the first, which is refused later with the range that is lost.
   *
   * @param json one generation, or a list: <code>
   *     {"through": 12, "topic_id": "…", "partitions": [{"partition": 0, "next_offset": 17, "epoch": 11,
   *     "leader_epoch": 0}, …]}</code>; a partition that it does not name begins at offset 0
   * @throws RefusedException where they are of another topic or cannot be read
   */
  static ColdStart fromGenerations(String json, TopicLog log) {
    String topicId = log.topicId();
    Set<Integer> partitions = log.partitions();
    List<ColdStart> starts =
        seams(json).stream().map(seam -> seam.start(topicId, partitions)).toList();
    Map<Integer, Long> oldest = log.starts(partitions);
    return starts.stream()
        .filter(start -> start.positions.stream().allMatch(at -> isThere(at, oldest)))
        .findFirst()
        .orElse(starts.get(0));
  }

  private static boolean isThere(Position at, Map<Integer, Long> oldest) {
    return at.nextOffset() >= oldest.get(at.partition());
  }

  private record Seam(Long through, String topicId, Map<Integer, Position> named) {
    ColdStart start(String topicIdNow, Set<Integer> partitions) {
      if (topicId != null && !topicId.equals(topicIdNow)) {
        throw new RefusedException(
            "Cannot begin from --from: it speaks of topic id %s, and the topic's is %s: it was deleted and made anew"
                .formatted(topicId, topicIdNow));
      }
      List<Position> positions = new ArrayList<>();
      for (int partition : partitions) {
        positions.add(named.getOrDefault(partition, Position.start(partition)));
      }
      return new ColdStart(through, positions);
    }
  }

  private static List<Seam> seams(String json) {
    List<Seam> seams = new ArrayList<>();
    try (JsonParser in = JSON.createParser(json)) {
      if (in.nextToken() == JsonToken.START_ARRAY) {
        while (in.nextToken() == JsonToken.START_OBJECT) {
          seams.add(seam(in));
        }
      } else {
        seams.add(seam(in));
      }
    } catch (IOException e) {
      throw new RefusedException("Cannot read --from: " + e.getMessage());
    }
    if (seams.isEmpty() || seams.stream().anyMatch(seam -> seam.through() == null)) {
      throw new RefusedException("Cannot read --from: it has no \"through\"");
    }
    return seams;
  }

  private static Seam seam(JsonParser in) throws IOException {
    Map<Integer, Position> named = new HashMap<>();
    String topicId = null;
    Long through = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "through" -> through = in.getLongValue();
        case "topic_id" -> topicId = in.getText();
        case "partitions" -> {
          while (in.nextToken() == JsonToken.START_OBJECT) {
            Position position = position(in);
            named.put(position.partition(), position);
          }
        }
        default -> in.skipChildren();
      }
    }
    return new Seam(through, topicId, named);
  }

  private static Position position(JsonParser in) throws IOException {
    int partition = 0;
    long nextOffset = 0;
    long epoch = Position.NO_EPOCH;
    int leaderEpoch = -1;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "partition" -> partition = in.getIntValue();
        case "next_offset" -> nextOffset = in.getLongValue();
        case "epoch" -> epoch = in.getLongValue();
        case "leader_epoch" -> leaderEpoch = in.getIntValue();
        default -> in.skipChildren();
      }
    }
    return new Position(partition, nextOffset, epoch, leaderEpoch);
  }
}
