package dev.twofold.cli.doctor;

import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import dev.twofold.event.SourceDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaFuture;

/**
 * What Kafka says.
 *
 * @param cluster its id
 * @param topics of each source, where it answers
 */
record KafkaEvidence(String bootstrap, Asked<String> cluster, List<TopicEvidence> topics) {
  private static final int PATIENCE_MILLIS = 6_000;

  /** Closing must not wait for a broker that is down. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  static KafkaEvidence failed(Throwable failure) {
    return new KafkaEvidence("", Asked.failed(failure), List.of());
  }

  static KafkaEvidence of(Project project) {
    Settings.Kafka kafka = project.settings().kafka();
    if (kafka.bootstrap() == null) {
      return failed(new IllegalStateException("kafka.bootstrap is not set"));
    }
    Admin admin = null;
    try {
      Admin asked = admin(kafka);
      admin = asked;
      Asked<String> cluster = Asked.of(() -> await(asked.describeCluster().clusterId()));
      List<TopicEvidence> topics = new ArrayList<>();
      if (!cluster.isFailed()) {
        for (SourceDefinition source : project.sources()) {
          topics.add(TopicEvidence.of(asked, source));
        }
      }
      return new KafkaEvidence(kafka.bootstrap(), cluster, topics);
    } catch (RuntimeException e) {
      return new KafkaEvidence(kafka.bootstrap(), Asked.failed(e), List.of());
    } finally {
      if (admin != null) {
        admin.close(CLOSE_LIMIT);
      }
    }
  }

  private static Admin admin(Settings.Kafka kafka) {
    Map<String, Object> config = new HashMap<>(kafka.properties());
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS - 1_000);
    config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return Admin.create(config);
  }

  static <T> T await(KafkaFuture<T> answer) throws Exception {
    return answer.get(PATIENCE_MILLIS + 1_000, TimeUnit.MILLISECONDS);
  }
}
