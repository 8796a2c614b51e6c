package dev.twofold.cli.doctor;

import dev.twofold.definition.KafkaPermission;
import dev.twofold.definition.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Kafka lets us describe and read each topic. */
final class PermissionCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    KafkaEvidence kafka = evidence.kafka();
    Settings.Kafka settings = evidence.subject().settings().kafka();
    String principal = KafkaPermission.principal(settings);
    List<Finding> findings = new ArrayList<>();
    if (kafka.cluster().failure() instanceof AuthenticationException) {
      findings.add(
          Finding.fault(
              "permissions",
              "Kafka does not know " + principal + ": " + kafka.cluster().reason(),
              "kafka-configs.sh --bootstrap-server "
                  + evidence.subject().settings().kafka().bootstrap()
                  + " --alter --entity-type users --entity-name "
                  + principal.substring("User:".length())
                  + " --add-config 'SCRAM-SHA-512=[password=...]'"
                  + "   # or correct kafka.properties in twofold.yaml"));
    }
    for (TopicEvidence topic : kafka.topics()) {
      String lacks = lacks(topic);
      if (lacks != null) {
        findings.add(
            Finding.fault(
                "topic " + topic.name(),
                principal + " may not " + lacks + " topic " + topic.name(),
                KafkaPermission.allow(settings, topic.name())));
      } else if (!topic.description().isFailed()) {
        findings.add(Finding.ok("topic " + topic.name(), principal + " may read it"));
      }
    }
    return findings;
  }

  /** What is not allowed; null where all is that is known. */
  private static String lacks(TopicEvidence topic) {
    if (topic.description().failure() instanceof AuthorizationException) {
      return "describe";
    }
    if (topic.config().failure() instanceof AuthorizationException) {
      return "read the settings of";
    }
    Set<AclOperation> allowed =
        topic.description().answer().map(known -> known.authorizedOperations()).orElse(null);
    return allowed == null || allowed.contains(AclOperation.READ) ? null : "read";
  }
}
