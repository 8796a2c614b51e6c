package dev.twofold.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.doctor.Finding.Outcome;
import dev.twofold.cli.platform.Running;
import dev.twofold.erasure.Erasure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checks say of what was seen; end-to-end tests bring the same about for real. */
class CheckTest {
  @TempDir private Path folder;

  private Seen seen;

  @BeforeEach
  void allIsWell() {
    seen = new Seen(folder);
  }

  @Test
  void nothingIsSaidOfWhatIsSound() {
    for (Check check :
        List.of(
            new PlatformCheck(),
            new KafkaCheck(),
            new TopicCheck(),
            new PermissionCheck(),
            new LossCheck(),
            new CassandraCheck(),
            new ProgressCheck(),
            new ClockCheck(),
            new WarehouseCheck(),
            new GenerationCheck(),
            new ErasureCheck(),
            new AnswerCheck())) {
      assertThat(seen.by(check))
          .as(check.getClass().getSimpleName())
          .allMatch(finding -> finding.outcome() == Outcome.OK);
    }
  }

  @Test
  void aTopicWhoseProducersSetTheTimeIsAFault() {
    seen.config.put("message.timestamp.type", "CreateTime");
    Finding finding = only(new TopicCheck());
    assertThat(finding.outcome()).isEqualTo(Outcome.FAULT);
    assertThat(finding.mend())
        .isEqualTo(
            "kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics"
                + " --entity-name orders --add-config message.timestamp.type=LogAppendTime");
  }

  @Test
  void aTopicThatIsCompactedAsWellAsDeletedFromIsAFault() {
    seen.config.put("cleanup.policy", "compact,delete");
    assertThat(only(new TopicCheck()).mend()).endsWith("--add-config cleanup.policy=delete");
  }

  @Test
  void whoMayNotReadIsNamedWithTheCommandThatAllowsIt() {
    seen.allowed = Set.of();
    Finding finding = only(new PermissionCheck());
    assertThat(finding.cause()).isEqualTo("User:reader may not read topic orders");
    assertThat(finding.mend())
        .startsWith("kafka-acls.sh --bootstrap-server kafka:9092 --add")
        .contains("--allow-principal User:reader");
  }

  @Test
  void recordsGoneBeforeTheyWereLandedAreNamedByOffset() {
    seen.start = 15;
    Finding finding = only(new LossCheck());
    assertThat(finding.cause()).contains("topic orders, partition 0, offsets [10, 15)");
    assertThat(finding.mend())
        .isEqualTo(
            "./twofold batch run --accept-loss --project %s --state %s"
                .formatted(seen.projectFolder(), seen.state().root()));
  }

  @Test
  void recordsGoneBeforeTheSpeedLayerReadThemAreNamedByOffset() {
    seen.start = 30;
    seen.landed = 30;
    Finding finding = only(new LossCheck());
    assertThat(finding.cause()).contains("offsets [20, 30)");
    assertThat(finding.mend()).startsWith("rm -r " + seen.state().root() + "/checkpoints/orders; ");
  }

  @Test
  void aTopicMadeAnewIsAFaultOfBothLayers() {
    seen.id = new Uuid(3, 4).toString();
    assertThat(seen.by(new LossCheck()))
        .hasSize(2)
        .allMatch(finding -> finding.cause().contains("was deleted and made anew"));
  }

  @Test
  void aForgetThatWasKilledIsAFaultUntilEverythingIsWithoutItsEvents() {
    Erasure erasure = Erasure.of("\"at\" IS NULL", seen.id, Map.of(0, 5L));
    seen.erasures = List.of(erasure);
    assertThat(only(new ErasureCheck()).cause())
        .endsWith("in the master dataset, generations of totals, real-time rows of totals");
    seen.erased = Set.of(erasure.id());
    assertThat(only(new ErasureCheck()).cause())
        .endsWith("in generations of totals, real-time rows of totals");
    seen.erasedInView = Set.of(erasure.id());
    assertThat(only(new ErasureCheck()).mend())
        .isEqualTo(
            "./twofold batch run --project %s --state %s"
                .formatted(seen.projectFolder(), seen.state().root()));
    seen.erasedInLedger = Set.of(erasure.id());
    assertThat(seen.by(new ErasureCheck()))
        .extracting(Finding::outcome)
        .containsExactly(Outcome.OK);
  }

  @Test
  void aFastClockIsAWarningAsAnswersStayExact() {
    seen.newest = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    Finding finding = only(new ClockCheck());
    assertThat(finding.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(finding.mend()).contains("timedatectl set-ntp true");
  }

  @Test
  void aClockOfCassandraThatIsSlowIsAWarning() {
    seen.cassandraAhead = Duration.ofMinutes(-3);
    assertThat(only(new ClockCheck()).cause()).contains("3 min 00 s behind this machine's");
  }

  @Test
  void aSpeedLayerElsewhereThatStandsStillIsStartedByItsOwnProgram() {
    seen.recordedAt = System.currentTimeMillis() - Duration.ofMinutes(5).toMillis();
    Finding finding = only(new ProgressCheck());
    assertThat(finding.cause()).startsWith("It stands still");
    assertThat(finding.mend()).startsWith("dev.twofold.speed.job.SpeedJob --project ");
  }

  @Test
  void withoutCassandraTheFaultSaysWhatAnswersAreLike() {
    seen.keyspace = Asked.failed(new IllegalStateException("refused"));
    Finding finding = only(new CassandraCheck());
    assertThat(finding.cause()).contains("cassandra:9042").contains("degraded");
  }

  @Test
  void aCatalogThatDoesNotOpenIsRestored() {
    seen.catalog = Asked.failed(new IllegalStateException("file is not a database"));
    assertThat(only(new WarehouseCheck()).mend()).startsWith("./twofold restore-catalog --project");
  }

  @Test
  void aRunningPlatformIsStartedAgainOnItsOwnPort() throws Exception {
    Files.createDirectories(seen.state().root());
    Running.byThisProcess(seen.projectFolder(), "http://127.0.0.1:9001", Map.of())
        .write(seen.state());
    assertThat(Subject.of(seen.state(), seen.projectFolder()).restart())
        .isEqualTo(
            "./twofold down --state %2$s; ./twofold up %1$s --state %2$s --port 9001"
                .formatted(seen.projectFolder(), seen.state().root()));
  }

  private Finding only(Check check) {
    List<Finding> wrong =
        seen.by(check).stream().filter(finding -> finding.outcome() != Outcome.OK).toList();
    assertThat(wrong).hasSize(1);
    return wrong.get(0);
  }
}
