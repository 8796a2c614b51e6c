package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.Position;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on Spark with a real Kafka and a real catalog. */
class BatchJobTest {
  @TempDir Path folder;

  @Test
  void everyRunAddsWhatIsNewExactlyOnce() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> first = Sales.events(1, 2000);
    fixture.send(first);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(first);

    List<String> all = new ArrayList<>(first);
    List<String> second = Sales.events(2, 1500);
    second.add(100, "{not json");
    second.add(200, "{\"shop\": \"no time\"}");
    fixture.send(second);
    all.addAll(second);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.generation("sales_by_shop").segments()).hasSize(2);
    List<Record> rejected =
        fixture.records().stream().filter(row -> row.getField("_rejected") != null).toList();
    assertThat(rejected).hasSize(2);
    assertThat(fixture.records()).hasSize(3502);

    // A view that is new is folded from the start of the master dataset.
    fixture.view("items", "SELECT shop, SUM(items) AS items FROM sales GROUP BY shop");
    assertThat(fixture.job("run")).isZero();
    assertThat(fixture.answer("items")).isEqualTo(fixture.expected("items", all));

    // Segments that were not compared with a speed layer are left alone.
    List<Segment> segments = fixture.generation("sales_by_shop").segments();
    assertThat(fixture.job("compact")).isZero();
    assertThat(fixture.generation("sales_by_shop").segments()).hasSizeGreaterThan(1);
    assertThat(fixture.generation("sales_by_shop").segments()).isEqualTo(segments);
    fixture.settle("sales_by_shop");
    assertThat(fixture.job("compact")).isZero();
    assertThat(fixture.generation("sales_by_shop").segments()).hasSize(1);
    fixture.assertAnswers(all);
    assertThat(fixture.job("run", "--full")).isZero();
    assertThat(fixture.generation("sales_by_shop").segments()).hasSize(1);
    fixture.assertAnswers(all);
  }

  @Test
  void aRunMergesWhatWasReconciledOnceItIsOutgrown() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> all = new ArrayList<>(Sales.events(8, 300));
    fixture.send(all);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    for (int night = 0; night < 2; night++) {
      List<String> more = Sales.events(9 + night, night == 0 ? 400 : 300);
      all.addAll(more);
      fixture.send(more);
      JobFixture.passCut();
      if (night == 1) {
        fixture.settle("sales_by_shop");
      }
      assertThat(fixture.job("run")).isZero();
    }
    // The two that were settled are one; the newest waits for its reconciliation.
    List<Segment> segments = fixture.generation("sales_by_shop").segments();
    assertThat(segments).hasSize(2);
    assertThat(segments).extracting(Segment::events).containsExactly(700L, 300L);
    fixture.assertAnswers(all);
  }

  /** {@code FileBackfillTest} says that they stay without a policy. */
  @Test
  void deadLettersThatAreOldGoAndAllEventsStay() throws Exception {
    JobFixture fixture = new JobFixture(folder).with("retention.dead_letters", "1h").createTopic();
    List<String> all = Sales.events(1, 500);
    all.add(100, "{not json");
    fixture.send(all);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    assertThat(fixture.records()).hasSize(501);

    fixture.with("retention.dead_letters", "1ms").send(List.of("{\"shop\": \"no time\"}"));
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    assertThat(fixture.records()).hasSize(500).allMatch(row -> row.getField("_rejected") == null);
    fixture.assertAnswers(all);

    List<String> more = Sales.events(2, 300);
    fixture.send(more);
    all.addAll(more);
    JobFixture.passCut();
    assertThat(fixture.job("run", "--full")).isZero();
    fixture.assertAnswers(all);
  }

  @Test
  void aRunWithoutAnythingNewSaysSo() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    fixture.send(Sales.events(3, 100));
    JobFixture.passCut();
    String through = Instant.now().minusMillis(250).toString();
    assertThat(fixture.job("run", "--through", through)).isZero();
    long number = fixture.generation("sales_by_shop").number();
    String said =
        JobFixture.said(() -> assertThat(fixture.job("run", "--through", through)).isZero());
    assertThat(said).contains("nothing new");
    assertThat(fixture.generation("sales_by_shop").number()).isEqualTo(number);
    // The master dataset's last snapshot is older than the column that the view reads.
    fixture.addColumn("colour", "VARCHAR");
    fixture.view("colours", "SELECT colour, COUNT(*) AS sales FROM sales GROUP BY colour");
    assertThat(fixture.job("run", "--through", through)).isZero();
    assertThat(fixture.answer("colours"))
        .isEqualTo(fixture.expected("colours", Sales.events(3, 100)));
    String future = Instant.now().plusSeconds(5).toString();
    assertThat(fixture.job("run", "--through", future)).isEqualTo(2);
    assertThat(fixture.job("run", "--through", "yesterday")).isEqualTo(2);
    assertThat(fixture.job("run", "--view", "nonesuch")).isEqualTo(2);
  }

  @Test
  void ofTwoRunsAtOnceEachRecordLandsOnce() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> events = Sales.events(5, 1000);
    fixture.send(events);
    JobFixture.passCut();
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      runs.add(fixture.startJob(folder.resolve("run-" + i), "run"));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(runs.get(i).waitFor()).as(Files.readString(folder.resolve("run-" + i))).isZero();
    }
    assertThat(fixture.records()).hasSize(1000);
    fixture.assertAnswers(events);
  }

  @Test
  void recordsThatAreGoneBeforeTheyLandedAreLeftOutOnlyWhenAPersonSaysSo() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> events = new ArrayList<>(Sales.events(10, 30));
    fixture.topic.send(1, events);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    List<String> more = Sales.events(12, 20);
    fixture.topic.send(1, more);
    try (Admin admin = TestTopic.admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(fixture.topic.name, 1), RecordsToDelete.beforeOffset(37)))
          .all()
          .get();
    }
    JobFixture.passCut();
    assertThat(fixture.refusal())
        .contains("partition 1, offsets [30, 37)")
        .contains("--accept-loss");
    fixture.assertAnswers(events);

    assertThat(fixture.job("run", "--accept-loss")).isZero();
    events.addAll(more.subList(7, 20));
    fixture.assertAnswers(events);
    fixture.topic.send(0, more.subList(0, 7));
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    events.addAll(more.subList(0, 7));
    fixture.assertAnswers(events);
  }

  @Test
  void aTopicWithProducersTimestampsIsRefusedWithTheCommandThatMendsIt() throws Exception {
    JobFixture fixture =
        new JobFixture(folder).createTopic(Map.of("message.timestamp.type", "CreateTime"));
    assertThat(fixture.refusal())
        .contains("kafka-configs.sh")
        .contains("--add-config message.timestamp.type=LogAppendTime");
    JobFixture compacted =
        new JobFixture(folder)
            .createTopic(
                Map.of("message.timestamp.type", "LogAppendTime", "cleanup.policy", "compact"));
    assertThat(compacted.refusal()).contains("--add-config cleanup.policy=delete");
  }

  @Test
  void aTopicThatWasDeletedAndCreatedAgainIsRefused() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    fixture.send(Sales.events(11, 30));
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    try (Admin admin = TestTopic.admin()) {
      admin.deleteTopics(List.of(fixture.topic.name)).all().get();
      Thread.sleep(500);
      fixture.createTopic();
    }
    assertThat(fixture.refusal()).contains("deleted and created again");
  }

  @Test
  void positionsSayWhereTheCutLies() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    fixture.send(Sales.events(12, 31));
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    Generation generation = fixture.generation("sales_by_shop");
    assertThat(generation.positions().values())
        .extracting(Position::nextOffset)
        .containsExactlyInAnyOrder(11L, 10L, 10L);
    assertThat(generation.positions().values())
        .allSatisfy(
            position -> {
              assertThat(position.epoch()).isLessThan(generation.through());
              assertThat(position.leaderEpoch()).isNotNegative();
            });
  }
}
