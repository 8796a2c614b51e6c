package dev.twofold.speed.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.junit.jupiter.api.Test;

class FlinkSettingsTest {
  @Test
  void anAttemptOutlivesItsLossAsLongAsItsMachineTakesToNoticeAndToEndIt() {
    Configuration cluster = new Configuration();
    cluster.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(50));
    assertThat(FlinkSettings.outlives(cluster)).isEqualTo(Duration.ofSeconds(80));
  }

  @Test
  void inOneProcessNoAttemptOutlivesItsLoss() {
    Configuration embedded = FlinkSettings.embeddedCluster(Path.of("tmp"));
    assertThat(FlinkSettings.outlives(embedded)).isZero();
  }
}
