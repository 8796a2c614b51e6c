package dev.twofold.cli.doctor;

import dev.twofold.cli.platform.Job;
import dev.twofold.cli.terminal.Units;
import dev.twofold.epoch.Position;
import dev.twofold.view.Incarnation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each source's speed job records its progress, checkpoint by checkpoint. */
final class ProgressCheck implements Check {
  private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(15);

  @Override
  public List<Finding> findings(Evidence evidence) {
    if (evidence.cassandra().ledgers().isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    for (TopicEvidence topic : evidence.kafka().topics()) {
      findings.add(finding(evidence, topic));
    }
    return findings;
  }

  private static Finding finding(Evidence evidence, TopicEvidence topic) {
    Subject subject = evidence.subject();
    String name = "speed layer of " + topic.source().name();
    Optional<Incarnation> newest = evidence.newestLife(topic);
    if (newest.isEmpty()) {
      return Finding.fault(
          name, "It has never recorded any progress" + log(subject), subject.startSpeed());
    }
    Incarnation incarnation = newest.get();
    Duration age = Duration.ofMillis(System.currentTimeMillis() - incarnation.recordedAtMillis());
    long behind = behind(topic, incarnation);
    String progress =
        "incarnation "
            + incarnation.number()
            + " recorded its positions "
            + Units.seconds(age)
            + " ago"
            + (behind < 0 ? "" : ", " + Units.count(behind, "offset") + " behind the log's end");
    if (age.compareTo(patience(subject)) <= 0) {
      return Finding.ok(name, progress);
    }
    return Finding.fault(
        name,
        "It stands still: " + progress + ". Answers lack what came since" + log(subject),
        subject.startSpeed());
  }

  private static Duration patience(Subject subject) {
    Duration several = subject.settings().checkpointInterval().multipliedBy(5);
    return several.compareTo(SHORTEST_PATIENCE) > 0 ? several : SHORTEST_PATIENCE;
  }

  private static String log(Subject subject) {
    return subject.running().isPresent() ? ". Its log is " + Job.SPEED.log(subject.state()) : "";
  }

  /** Offsets, markers included; -1 where the log's ends are not known. */
  private static long behind(TopicEvidence topic, Incarnation incarnation) {
    if (topic.ends().isFailed()) {
      return -1;
    }
    Map<Integer, Long> ends = topic.ends().answer().orElseThrow();
    return ends.entrySet().stream()
        .mapToLong(
            end -> {
              Position position = incarnation.positions().get(end.getKey());
              return end.getValue() - (position == null ? 0 : position.nextOffset());
            })
        .sum();
  }
}
