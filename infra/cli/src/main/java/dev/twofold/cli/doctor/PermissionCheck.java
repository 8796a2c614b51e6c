package dev.twofold.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Kafka lets us describe and read each topic. */
final class PermissionCheck implements Check {
  private static final Pattern USERNAME = Pattern.compile("username=\"?([^\"; ]+)");

  @Override
  public List<Finding> findings(Evidence evidence) {
    KafkaEvidence kafka = evidence.kafka();
    String principal = principal(evidence.subject().settings().kafka().properties());
    KafkaCommands commands = new KafkaCommands(kafka.bootstrap());
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
                commands.allow(principal, topic.name())));
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

  /** Who we are to Kafka, as far as the settings say. */
  private static String principal(Map<String, String> properties) {
    Matcher login = USERNAME.matcher(properties.getOrDefault("sasl.jaas.config", ""));
    return "User:" + (login.find() ? login.group(1) : "ANONYMOUS");
  }
}
