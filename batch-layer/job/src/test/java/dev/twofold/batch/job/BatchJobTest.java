package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import dev.twofold.view.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

    assertThat(fixture.job("compact")).isZero();
    assertThat(fixture.generation("sales_by_shop").segments()).hasSize(1);
    fixture.assertAnswers(all);
    assertThat(fixture.job("run", "--full")).isZero();
    assertThat(fixture.generation("sales_by_shop").segments()).hasSize(1);
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
  void aRunThatWasKilledAfterItsLandingIsFinishedByTheNext() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> events = Sales.events(4, 500);
    fixture.send(events);
    JobFixture.passCut();
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      SourceDefinition source = run.project().source("sales");
      new Landing(run, source)
          .land(run.project().clock().epochOf(System.currentTimeMillis() - 200));
    }
    assertThat(fixture.answer("sales_by_shop")).isEmpty();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(events);
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
  void aHeldViewIsLeftAsItIsAndTheOthersGoOn() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> first = Sales.events(6, 300);
    fixture.send(first);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      run.warehouse().view(fixture.fold("sales_by_shop")).rollback(1, "a test");
    }
    List<String> all = new ArrayList<>(first);
    List<String> second = Sales.events(7, 300);
    fixture.send(second);
    all.addAll(second);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    assertThat(fixture.answer("sales_by_shop")).isEqualTo(fixture.expected("sales_by_shop", first));
    assertThat(fixture.answer("online_buyers")).isEqualTo(fixture.expected("online_buyers", all));
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      run.warehouse().view(fixture.fold("sales_by_shop")).release();
    }
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
  }

  @Test
  void onlyCommittedRecordsLandAndNoneBehindAnOpenTransaction() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> committed = Sales.events(8, 30);
    Properties properties = TestTopic.producerProperties();
    properties.put("transactional.id", fixture.topic.name);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      fixture.topic.send(producer, Sales.events(9, 30));
      producer.abortTransaction();
      producer.beginTransaction();
      fixture.topic.send(producer, committed);
      JobFixture.passCut();
      // The run waits for the transaction that reaches below its cut.
      Process run = fixture.startJob(folder.resolve("out"), "run");
      Thread.sleep(6000);
      assertThat(run.isAlive()).as(Files.readString(folder.resolve("out"))).isTrue();
      producer.commitTransaction();
      assertThat(run.waitFor()).as(Files.readString(folder.resolve("out"))).isZero();
    }
    fixture.assertAnswers(committed);
  }

  @Test
  void recordsThatAreGoneBeforeTheyLandedStopTheRunByName() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    fixture.send(Sales.events(10, 30));
    try (Admin admin = TestTopic.admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(fixture.topic.name, 1), RecordsToDelete.beforeOffset(7)))
          .all()
          .get();
    }
    JobFixture.passCut();
    assertThat(fixture.refusal()).contains("partition 1, offsets [0, 7)");
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
