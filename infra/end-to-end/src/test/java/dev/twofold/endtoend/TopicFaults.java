package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.ExitCodes;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Topics whose settings or permissions are wrong. */
interface TopicFaults extends Faults {
  @Test
  default void aTopicWithProducersTimesIsRefusedAndItsRecordsAreCountedOnceItIsMended()
      throws Exception {
    fixture().set("ops-orders", "message.timestamp.type=CreateTime");
    fixture().send("orders", 10);
    fixture().awaitDegraded("by_shop", "from before its topic was of LogAppendTime");
    MendingShell.Ended refused = fixture().runBatch();
    assertThat(refused.exitCode()).as(refused.said()).isEqualTo(ExitCodes.REFUSED);
    assertThat(refused.said()).contains("--add-config message.timestamp.type=LogAppendTime");

    fixture().mend(fixture().complaint("message.timestamp.type is CreateTime"));
    fixture().send("orders", 10);
    fixture().platform().awaitNextCut();
    fixture().mend(fixture().complaint("from before its topic was of LogAppendTime"));
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void aCompactedTopicIsRefusedAndTheOtherSourceGoesOn() throws Exception {
    fixture().send(10);
    fixture().awaitExact();
    fixture().platform().awaitNextCut();
    fixture().set("ops-orders", "cleanup.policy=compact");
    long before = LivePlatform.generation(fixture().ask("by_page"));
    MendingShell.Ended refused = fixture().runBatch();
    assertThat(refused.exitCode()).as(refused.said()).isEqualTo(ExitCodes.REFUSED);
    assertThat(refused.said()).contains("--add-config cleanup.policy=delete");
    fixture().awaitGeneration("by_page", before + 1);

    fixture().platform().stop();
    fixture().platform().startAgain();
    fixture()
        .awaitInLog("speed.log", "refused: source orders: Topic ops-orders has cleanup.policy");
    fixture().send("visits", 10);
    fixture().awaitExact("by_page");
    fixture().mend(fixture().complaint("cleanup.policy is compact"));
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void withoutPermissionASourceIsRefusedAndTheOtherGoesOn() throws Exception {
    fixture().send(10);
    fixture().awaitExact();
    // Kafka asks for a permission where any is given: those who send have one, we have none.
    try (Admin admin = admin()) {
      allow(admin, "User:somebody", AclOperation.READ);
      allow(admin, "User:ANONYMOUS", AclOperation.WRITE);
      assertRefusedUntilAllowed();
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
    }
  }

  private void assertRefusedUntilAllowed() throws Exception {
    fixture().send(10);
    fixture().awaitInLog("speed.log", "refused: source orders: Kafka does not let User:ANONYMOUS");
    fixture().awaitExact("by_page");
    fixture().platform().awaitNextCut();
    MendingShell.Ended refused = fixture().runBatch();
    assertThat(refused.exitCode()).as(refused.said()).isEqualTo(ExitCodes.REFUSED);
    assertThat(refused.said()).contains("kafka-acls.sh").contains("--topic ops-orders");

    fixture().mend(fixture().complaint("User:ANONYMOUS may not"));
    fixture().assertSound();
  }

  private static void allow(Admin admin, String principal, AclOperation operation)
      throws Exception {
    AclBinding binding =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "ops-orders", PatternType.LITERAL),
            new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    admin.createAcls(List.of(binding)).all().get();
  }

  private Admin admin() {
    String bootstrap = fixture().platform().stack().kafka().bootstrap();
    return Admin.create(Map.of("bootstrap.servers", bootstrap));
  }
}
