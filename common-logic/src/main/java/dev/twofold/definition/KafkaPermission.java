package dev.twofold.definition;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to say where Kafka does not let us read a topic. */
public final class KafkaPermission {
  private static final Pattern USERNAME = Pattern.compile("username=\"?([^\"; ]+)");

  private KafkaPermission() {}

  /** Who we are to Kafka, as far as the settings say: "User:alice"; "User:ANONYMOUS" if not. */
  public static String principal(Settings.Kafka kafka) {
    Map<String, String> properties = kafka.properties();
    Matcher login = USERNAME.matcher(properties.getOrDefault("sasl.jaas.config", ""));
    return "User:" + (login.find() ? login.group(1) : "ANONYMOUS");
  }

  /** Kafka's own command that lets us read a topic, and see its settings. */
  public static String allow(Settings.Kafka kafka, String topic) {
    return "kafka-acls.sh --bootstrap-server "
        + kafka.bootstrap()
        + " --add --allow-principal "
        + principal(kafka)
        + " --operation Read --operation Describe --operation DescribeConfigs --topic "
        + topic;
  }

  /** That Kafka does not let us, and what mends it. */
  public static String refusal(Settings.Kafka kafka, String topic) {
    return "Kafka does not let "
        + principal(kafka)
        + " read topic "
        + topic
        + ". This allows it:\n  "
        + allow(kafka, topic);
  }
}
