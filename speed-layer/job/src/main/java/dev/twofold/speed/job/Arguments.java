package dev.twofold.speed.job;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The command line.
 *
 * @param state folder or URI for checkpoints and temporary files
 * @param settings overrides of twofold.yaml
 * @param source the one to run; null for all
 * @param from by source, or by "" for the only one, the generation that a cold start begins from
 * @param replay how many records a cold start may replay to begin a view that is new
 * @param flink overrides of Flink's settings
 */
record Arguments(
    Path project,
    String state,
    Map<String, String> settings,
    String source,
    Map<String, String> from,
    int parallelism,
    long replay,
    Map<String, String> flink) {
  /** A few seconds' worth. */
  private static final long REPLAY = 1_000_000;

  static final String USAGE =
      """
      usage: SpeedJob --project DIR --state DIR [--set NAME=VALUE]... [--source NAME]
                      [--from JSON | --from SOURCE=JSON]... [--replay N] [--parallelism N]
                      [--flink NAME=VALUE]...
        --state        where checkpoints are kept; on a cluster a URI that all of it can reach
        --set          puts a setting in place of twofold.yaml's
        --source       runs this source's job only; all sources' by default
        --from         where a cold start begins: {"through": E, "topic_id": "…", "partitions":
                       [{"partition": 0, "next_offset": 17, "epoch": 11, "leader_epoch": 0}, …]};
                       or a list of such, of which the first begins whose records Kafka still
                       has; by default at the oldest record in Kafka
        --replay       a new view begins with a cold start of the whole source where that has to
                       read at most N records, 1000000 by default; where more, the job goes on
                       from its checkpoint, and the view is complete from the next epoch on
        --parallelism  2 by default
        --flink        puts a setting in place of Flink's own, such as state.backend.type=rocksdb""";

  static Arguments parse(String[] args) {
    Path project = null;
    String state = null;
    String source = null;
    int parallelism = 2;
    long replay = REPLAY;
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> from = new HashMap<>();
    Map<String, String> flink = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new RefusedException("Option " + args[i] + " needs a value\n" + USAGE);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--project" -> project = Path.of(value);
        case "--state" -> state = value;
        case "--set" -> put(settings, value);
        case "--source" -> source = value;
        case "--from" -> {
          if (value.startsWith("{") || value.startsWith("[")) {
            from.put("", value);
          } else {
            put(from, value);
          }
        }
        case "--replay" -> replay = number(args[i], value);
        case "--parallelism" -> parallelism = number(args[i], value);
        case "--flink" -> put(flink, value);
        default -> throw new RefusedException("Unknown option " + args[i] + "\n" + USAGE);
      }
    }
    if (project == null || state == null) {
      throw new RefusedException(USAGE);
    }
    return new Arguments(project, state, settings, source, from, parallelism, replay, flink);
  }

  private static int number(String option, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new RefusedException("Cannot read " + option + " " + value + ": it takes a number");
    }
  }

  private static void put(Map<String, String> into, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new RefusedException("Cannot read \"" + assignment + "\": it is not NAME=VALUE");
    }
    into.put(assignment.substring(0, equals), assignment.substring(equals + 1));
  }

  /** The same, but that cold starts begin at the oldest record in Kafka. */
  Arguments withoutFrom() {
    return new Arguments(project, state, settings, source, Map.of(), parallelism, replay, flink);
  }

  /** The state folder as Flink names it, with the file system's scheme. */
  String stateUri() {
    return state.contains("://") ? state : Path.of(state).toAbsolutePath().toUri().toString();
  }

  /** The generation that a cold start of the source begins from; null for none. */
  String from(String sourceName) {
    return from.getOrDefault(sourceName, from.get(""));
  }
}
