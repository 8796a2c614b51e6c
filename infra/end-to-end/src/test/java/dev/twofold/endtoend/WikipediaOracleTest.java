package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.cli.query.SqlResult;
import dev.twofold.cli.sql.SqlPrompt;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.reconciliation.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

/**
 * The whole platform on real edits, with real Kafka, Cassandra, Flink and Spark: at each stage
 * every question has its known answer, and a reader that never stops finds no answer that counts
 * less or more than was sent.
 */
class WikipediaOracleTest {
  private static final List<String> MALFORMED =
      List.of(
          "{\"time\":\"2015-09-12T13:00:00Z\",\"channel\":",
          "not json",
          "{\"time\":\"yesterday\",\"channel\":\"#en.wikipedia\"}",
          "{\"channel\":\"#en.wikipedia\"}",
          "{\"time\":\"2015-09-12T13:00:00Z\",\"added\":\"many\"}",
          "");

  @Test
  void everyAnswerIsExactAtEveryStage() throws Exception {
    try (LivePlatform platform = LivePlatform.start();
        ConstantReader reader = new ConstantReader(platform, MALFORMED.size())) {
      Instant cut = streamInTwoHalves(platform);
      long all = platform.sent();
      platform.awaitSpeed(all);
      platform.assertTruths(Map.of());

      platform.batch("run", "--through", cut.toString());
      platform.awaitGeneration(1);
      platform.assertTruths(Map.of());
      platform.assertTruths(Map.of("layer", "speed"));
      assertBothLayersAnswer(platform);
      assertEqualBytes(platform);
      assertSqlIsExact(platform);
      assertThePromptAnswers(platform);

      platform.awaitNextCut();
      platform.batch("run");
      platform.awaitGeneration(2);
      platform.assertTruths(Map.of());
      platform.assertTruths(Map.of("layer", "batch"));
      assertSameDeadLetters(platform);

      platform.batch("compact", "--unreconciled");
      platform.awaitGeneration(3);
      platform.assertTruths(Map.of());
      platform.batch("run", "--full");
      platform.awaitGeneration(4);
      platform.assertTruths(Map.of());
      assertEqualBytes(platform);

      rollBack(platform, 1);
      platform.awaitGeneration(1);
      platform.assertTruths(Map.of());
      platform.assertTruths(Map.of("generation", "4"));

      reader.close();
      assertThat(reader.wrong()).isEmpty();
      assertThat(reader.answers()).isGreaterThan(100);
    }
  }

  /**
   * Every second edit first, so that the second half is late for windows of the first; in the
   * second half the speed layer is killed and has to start cold. The instant lies between the
   * halves.
   */
  private static Instant streamInTwoHalves(LivePlatform platform) throws Exception {
    List<byte[]> early = new ArrayList<>();
    List<byte[]> late = new ArrayList<>();
    List<byte[]> edits = platform.edits();
    for (int i = 0; i < edits.size(); i++) {
      (i % 2 == 0 ? early : late).add(edits.get(i));
    }
    malformed(0, 3).forEach(record -> early.add(early.size() / 2, record));
    malformed(3, MALFORMED.size()).forEach(record -> late.add(late.size() / 2, record));
    platform.send(early);
    platform.awaitSpeed(early.size());
    Instant cut = platform.awaitNextCut();
    platform.send(late.subList(0, late.size() / 2));
    platform.killSpeedLayer();
    platform.forgetCheckpoints();
    platform.send(late.subList(late.size() / 2, late.size()));
    return cut;
  }

  private static List<byte[]> malformed(int from, int to) {
    return MALFORMED.subList(from, to).stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static void assertBothLayersAnswer(LivePlatform platform) {
    var answer = platform.client().query("edits_by_channel", List.of(Map.entry("window", "1d")));
    assertThat(answer.batchEvents()).isEqualTo(19_622);
    assertThat(answer.speedEvents()).isEqualTo(19_622);
  }

  /** A distinct count over another window than the view's own, half in batch and half in speed. */
  private static void assertSqlIsExact(LivePlatform platform) throws Exception {
    Set<String> people = new HashSet<>();
    for (byte[] edit : platform.edits()) {
      JsonNode event = new ObjectMapper().readTree(edit);
      if (!event.path("isRobot").asBoolean()) {
        people.add(event.path("user").asText());
      }
    }
    SqlResult answer =
        platform
            .client()
            .sql(
                "SELECT MERGE(users), (SELECT MERGE(edits) FROM edits_by_channel WHERE channel ="
                    + " '#en.wikipedia') FROM human_activity");
    assertThat(answer.exact()).isTrue();
    assertThat(answer.rows()).hasSize(1);
    assertThat(answer.rows().get(0).get(0).asInt()).isEqualTo(people.size());
    assertThat(answer.rows().get(0).get(1).asInt()).isEqualTo(11_549);
  }

  /** What a person types, with a slip, over several lines. */
  private static void assertThePromptAnswers(LivePlatform platform) throws Exception {
    String typed =
        """
        \\d top_pages
        SELECT edit FROM edits_by_channel;
        SELECT MERGE(edits) AS "all;edits" -- of all; of both layers
        FROM edits_by_channel
        ;
        \\q
        """;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path history = platform.state().root().resolve("sql.history");
    try (DumbTerminal input =
        new DumbTerminal(
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
            OutputStream.nullOutputStream())) {
      Terminal output =
          new Terminal(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              0);
      new SqlPrompt(platform.client(), output, input, history).readAll();
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("page +VARCHAR +key")
        .containsPattern("window_end +TIMESTAMP")
        .contains("all;edits\n    39244\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("edit", "1 row. Exact.");
    assertThat(history).content().contains("all;edits");
  }

  private static void assertEqualBytes(LivePlatform platform) throws Exception {
    try (Layers layers = new Layers(platform)) {
      for (Fold view : platform.project().views()) {
        Report report = layers.reconcile(view);
        assertThat(report.comparisons())
            .as(view.view())
            .isNotEmpty()
            .allMatch(each -> each.outcome() == Outcome.EQUAL);
        assertThat(report.compared()).as(view.view()).isPositive();
      }
    }
  }

  private static void assertSameDeadLetters(LivePlatform platform) throws Exception {
    try (Layers layers = new Layers(platform)) {
      assertThat(layers.speedDeadLetters())
          .hasSize(MALFORMED.size())
          .isEqualTo(layers.batchDeadLetters());
    }
  }

  private static void rollBack(LivePlatform platform, long generation) throws Exception {
    try (Layers layers = new Layers(platform)) {
      for (Fold view : platform.project().views()) {
        layers.rollBack(view, generation);
      }
    }
  }
}
