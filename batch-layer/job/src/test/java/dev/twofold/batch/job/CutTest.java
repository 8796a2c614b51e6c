package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 3, and the positions of rule 6: where a cut lies, and what happens to what came behind. */
class CutTest {
  @TempDir Path folder;

  @Test
  void aCutKeepsTheGraceAndARecordBehindItIsInTheNextSegmentAndReported() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> sent = new ArrayList<>(Sales.events(1, 90));
    fixture.send(sent);
    JobFixture.passCut();
    assertThat(fixture.job("run", "--set", "grace=1h")).isZero();
    assertThat(fixture.records()).as("records younger than the grace").isEmpty();
    String early = Instant.now().minusSeconds(60).toString();
    assertThat(fixture.job("run", "--set", "grace=1h", "--through", early)).isEqualTo(2);

    // As with a clock that is ahead of the broker's: the cut is an hour in the future.
    long future = fixture.project().clock().epochOf(System.currentTimeMillis()) + 7200;
    landAndFold(fixture, future);
    fixture.assertAnswers(sent);
    List<String> late = Sales.events(2, 20);
    fixture.topic.send(0, late);
    sent.addAll(late);
    String said = JobFixture.said(() -> landAndFold(fixture, future + 1));
    assertThat(said).contains("20 records came behind the cut at");
    fixture.assertAnswers(sent);
    Generation next = fixture.generation("sales_by_shop");
    Segment last = next.segments().get(next.segments().size() - 1);
    assertThat(last.range()).isEqualTo(new EpochRange(future, future + 1));
    assertThat(last.events()).isEqualTo(20);
  }

  @Test
  void aPartitionThatWasAddedBeginsAtItsFirstRecord() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> sent = new ArrayList<>(Sales.events(3, 30));
    fixture.send(sent);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    fixture.topic.addPartition();
    List<String> more = Sales.events(4, 25);
    fixture.topic.send(3, more);
    sent.addAll(more);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(sent);
    assertThat(fixture.generation("sales_by_shop").positions().get(3))
        .extracting(Position::nextOffset)
        .isEqualTo(25L);
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
      CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> fixture.job("run"));
      Thread.sleep(3000);
      assertThat(run).isNotDone();
      assertThat(fixture.records()).isEmpty();
      producer.commitTransaction();
      assertThat(run.join()).isZero();
    }
    fixture.assertAnswers(committed);
  }

  private static void landAndFold(JobFixture fixture, long through) {
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      var source = run.project().source("sales");
      new Landing(run, source, LandingPlan.Lost.REFUSED).land(through);
      new FoldStep(run, source, FoldStep.Extent.NEW_RECORDS).fold(run.project().views());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
