package dev.twofold.cli.doctor;

import dev.twofold.cli.terminal.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clocks agree. Kafka's protocol does not tell the broker's time, but a record that it stamped
 * with a time that is still to come here does.
 */
final class ClockCheck implements Check {
  private static final String MEND =
      "sudo timedatectl set-ntp true   # on this machine, and on the one whose clock differs";

  @Override
  public List<Finding> findings(Evidence evidence) {
    Duration tolerance = evidence.subject().settings().grace();
    List<Finding> findings = new ArrayList<>();
    for (TopicEvidence topic : evidence.kafka().topics()) {
      newest(topic).flatMap(newest -> kafka(topic, newest, tolerance)).ifPresent(findings::add);
    }
    evidence
        .cassandra()
        .ahead()
        .answer()
        .flatMap(ahead -> cassandra(ahead, tolerance))
        .ifPresent(findings::add);
    boolean somethingKnown =
        !evidence.cassandra().ahead().isFailed() || !evidence.kafka().topics().isEmpty();
    if (findings.isEmpty() && somethingKnown) {
      findings.add(
          Finding.ok("clock", "agrees with the stores' to within " + Units.seconds(tolerance)));
    }
    return findings;
  }

  private static Optional<Instant> newest(TopicEvidence topic) {
    return topic
        .newest()
        .answer()
        .flatMap(all -> all.values().stream().max(Long::compare))
        .filter(millis -> millis > 0)
        .map(Instant::ofEpochMilli);
  }

  private static Optional<Finding> kafka(TopicEvidence topic, Instant newest, Duration tolerance) {
    Duration ahead = Duration.between(Instant.now(), newest);
    if (ahead.compareTo(tolerance) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.warning(
            "clock",
            "The newest record of topic "
                + topic.name()
                + " was stamped "
                + newest
                + ", "
                + Units.seconds(ahead)
                + " ahead of this machine's clock: the broker's clock is or was fast, or this one"
                + " is slow. Answers stay exact; batch runs take these records once the time has"
                + " come",
            MEND));
  }

  private static Optional<Finding> cassandra(Duration ahead, Duration tolerance) {
    if (ahead.abs().compareTo(tolerance) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.warning(
            "clock",
            "Cassandra's clock is "
                + Units.seconds(ahead.abs())
                + (ahead.isNegative() ? " behind" : " ahead of")
                + " this machine's: cuts that are made too early leave records behind them, and"
                + " answers are degraded until the next batch run",
            MEND));
  }
}
