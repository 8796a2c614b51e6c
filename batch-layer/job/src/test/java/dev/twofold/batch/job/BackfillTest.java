package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.Position;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 7: a record is used by its own timestamp's type. */
class BackfillTest {
  private static final long IN_2099 = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();

  @TempDir Path folder;

  @Test
  void recordsFromBeforeTheTopicWasLogAppendTimeAreABackfillOutsideTheEpochs() throws Exception {
    Map<String, String> settings =
        Map.of(
            TestTopic.TIMESTAMPS,
            "CreateTime",
            "message.timestamp.after.max.ms",
            Long.toString(Long.MAX_VALUE));
    JobFixture fixture = new JobFixture(folder).createTopic(settings);
    List<String> before = Sales.events(1, 60);
    List<Long> times = new ArrayList<>(Collections.nCopies(60, 1_600_000_000_000L));
    times.set(5, IN_2099);
    times.set(7, Long.MAX_VALUE);
    fixture.topic.sendAt(1, times, before);
    assertThat(fixture.refusal()).contains("message.timestamp.type=LogAppendTime");
    fixture.topic.set(TestTopic.TIMESTAMPS, "LogAppendTime");
    List<String> sent = new ArrayList<>(before);
    send(fixture, sent, 2);

    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(sent);
    assertThat(fixture.records().stream().filter(row -> row.getField("_epoch") == null))
        .hasSize(60);
    assertThat(fixture.records()).hasSize(360);
    assertKinds(fixture, Segment.Kind.EPOCHS, Segment.Kind.BACKFILL);
    assertThat(segments(fixture, Segment.Kind.BACKFILL).get(0).events()).isEqualTo(60);
    assertThat(fixture.generation("sales_by_shop").positions().values())
        .extracting(Position::epoch)
        .allMatch(epoch -> epoch < fixture.project().clock().epochOf(System.currentTimeMillis()));

    // The record of 2099 holds up no later cut, and what was a backfill stays one.
    send(fixture, sent, 3);
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(sent);
    assertKinds(fixture, Segment.Kind.EPOCHS, Segment.Kind.EPOCHS, Segment.Kind.BACKFILL);

    List<Segment> backfill = segments(fixture, Segment.Kind.BACKFILL);
    assertThat(fixture.job("compact", "--unreconciled")).isZero();
    fixture.assertAnswers(sent);
    assertKinds(fixture, Segment.Kind.EPOCHS, Segment.Kind.BACKFILL);
    assertThat(segments(fixture, Segment.Kind.BACKFILL)).isEqualTo(backfill);

    assertThat(fixture.job("run", "--full")).isZero();
    fixture.assertAnswers(sent);
    assertKinds(fixture, Segment.Kind.EPOCHS, Segment.Kind.BACKFILL);

    // A topic that was set back for a while: what came then is a backfill too.
    fixture.topic.set(TestTopic.TIMESTAMPS, "CreateTime");
    send(fixture, sent, 4);
    fixture.topic.set(TestTopic.TIMESTAMPS, "LogAppendTime");
    send(fixture, sent, 5);
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(sent);
    assertKinds(
        fixture,
        Segment.Kind.EPOCHS,
        Segment.Kind.EPOCHS,
        Segment.Kind.BACKFILL,
        Segment.Kind.BACKFILL);
    assertThat(fixture.records()).hasSize(60 + 4 * 300);
  }

  private static void send(JobFixture fixture, List<String> sent, int seed) throws Exception {
    List<String> events = Sales.events(seed, 300);
    fixture.send(events);
    sent.addAll(events);
    JobFixture.passCut();
  }

  private static List<Segment> segments(JobFixture fixture, Segment.Kind kind) throws Exception {
    Generation generation = fixture.generation("sales_by_shop");
    return generation.segments().stream().filter(segment -> segment.kind() == kind).toList();
  }

  private static void assertKinds(JobFixture fixture, Segment.Kind... kinds) throws Exception {
    assertThat(fixture.generation("sales_by_shop").segments())
        .extracting(Segment::kind)
        .containsExactly(kinds);
  }
}
