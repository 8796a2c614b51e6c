package dev.twofold.cli.doctor;

import java.util.List;

/** Kafka answers. */
final class KafkaCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    KafkaEvidence kafka = evidence.kafka();
    if (!kafka.cluster().isFailed()) {
      return List.of(Finding.ok("kafka", "answers at " + kafka.bootstrap()));
    }
    String bootstrap = evidence.subject().settings().kafka().bootstrap();
    if (bootstrap == null) {
      return List.of(
          Finding.fault(
              "kafka",
              "kafka.bootstrap is not set in twofold.yaml, and no local platform runs",
              evidence.subject().up()));
    }
    return List.of(
        Finding.fault(
            "kafka",
            "No broker answers at "
                + bootstrap
                + " ("
                + kafka.cluster().reason()
                + "): events wait at their senders, answers stay as they are, no batch run can land",
            evidence.subject().running().isPresent()
                ? evidence.subject().restart()
                : "kafka-broker-api-versions.sh --bootstrap-server "
                    + bootstrap
                    + "   # once it is started"));
  }
}
