package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.doctor.Finding;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records that Kafka deleted before a layer had read them. */
interface LogFaults extends Faults {
  @Test
  @Tag("nightly")
  default void recordsThatWereNeverLandedAreLeftOutOnlyWhenAPersonSaysSo() throws Exception {
    List<byte[]> lost = fixture().send("orders", 20);
    fixture().awaitExact();
    deleteAll("ops-orders");
    fixture().platform().awaitNextCut();
    MendingShell.Ended refused = fixture().runBatch();
    assertThat(refused.exitCode()).as(refused.said()).isEqualTo(ExitCodes.REFUSED);
    assertThat(refused.said())
        .contains("are gone before they were landed")
        .contains("--accept-loss");
    fixture().awaitExact();

    Finding finding = fixture().complaint("are gone before they were landed");
    assertThat(finding.cause()).contains("topic ops-orders, partition 0, offsets [");
    fixture().mend(finding);
    fixture().resend("orders", lost);
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void recordsThatNoLayerHasReadStopTheirSourceAlone() throws Exception {
    fixture().awaitExact();
    fixture().platform().killSpeedLayer();
    List<byte[]> lost = fixture().send("orders", 20);
    deleteAll("ops-orders");
    fixture().awaitInLog("speed.log", "Records are lost: topic ops-orders");
    fixture().send("visits", 20);
    fixture().awaitExact("by_page");

    fixture().platform().awaitNextCut();
    fixture().mend(fixture().complaint("are gone before they were landed"));
    fixture().mend(fixture().complaint("are gone before the speed layer read them"));
    fixture().resend("orders", lost);
    fixture().assertSound();
  }

  private void deleteAll(String topic) throws Exception {
    String bootstrap = fixture().platform().stack().kafka().bootstrap();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      RecordsToDelete all = RecordsToDelete.beforeOffset(-1);
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic, 0), all, new TopicPartition(topic, 1), all))
          .all()
          .get();
    }
  }
}
