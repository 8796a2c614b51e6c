package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.ErasedBytes;
import dev.twofold.view.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are erased are in no answer, in no file, and do not come back from Kafka. */
class ForgetTest {
  private static final String VIEW = "sales_by_shop";

  /** Last in the order of shops, so that it would be a bound of each file that holds it. */
  private static final String SHOP = "zz7731";

  private static final String CONDITION = "buyer = 'eve' AND items > 0";

  @TempDir Path folder;

  @Test
  void whatIsForgottenIsGoneFromAnswersAndFilesAndStaysGone() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> kept = new ArrayList<>();
    send(fixture, kept, 1, true);
    Path history = Files.write(folder.resolve("history.ndjson"), eve(3));
    assertThat(fixture.job("run")).isZero();
    assertThat(fixture.job("backfill", history.toString())).isZero();
    assertThat(fixture.job("run")).isZero();
    // Landed, and folded by one view only; its publishing is held then.
    send(fixture, kept, 2, true);
    assertThat(fixture.job("run", "--view", "online_buyers")).isZero();
    fixture.rollback("online_buyers", 1);
    // Neither landed nor folded.
    send(fixture, kept, 3, true);
    assertThat(ErasedBytes.in(folder.resolve("warehouse"), SHOP)).isNotEmpty();

    assertThat(fixture.refusal("forget", "--source", "sales", "--where", "buyr = 'eve'"))
        .contains("1:1")
        .contains("Did you mean buyer?");
    assertThat(fixture.refusal("forget", "--source", "sales", "--where", "RAND() < 0.5"))
        .contains("RAND");
    assertThat(fixture.job("forget", "--source", "sales", "--where", CONDITION)).isZero();

    assertThat(ErasedBytes.in(folder.resolve("warehouse"), SHOP)).isEmpty();
    Generation generation = fixture.generation(VIEW);
    assertThat(generation.erasures()).hasSize(1);
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      BatchViewTable table = run.warehouse().findView(fixture.fold(VIEW)).orElseThrow();
      table.version();
      assertThat(table.generations()).containsExactly(generation);
    }
    assertThat(fixture.answer("online_buyers"))
        .isEqualTo(fixture.expected("online_buyers", kept.subList(0, 401)));
    fixture.release();

    // What Kafka still has of them is not landed.
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(kept);
    assertThat(ErasedBytes.in(folder.resolve("warehouse"), SHOP)).isEmpty();

    // The user comes back.
    send(fixture, kept, 4, false);
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(kept);
    assertThat(fixture.job("run", "--full")).isZero();
    fixture.assertAnswers(kept);

    // And is forgotten again, by the same words.
    kept.removeIf(ForgetTest::isErased);
    assertThat(fixture.job("forget", "--source", "sales", "--where", CONDITION)).isZero();
    fixture.assertAnswers(kept);
    assertThat(ErasedBytes.in(folder.resolve("warehouse"), SHOP)).isEmpty();
    long number = fixture.generation(VIEW).number();
    assertThat(fixture.job("forget", "--source", "sales", "--where", CONDITION)).isZero();
    assertThat(fixture.generation(VIEW).number()).isEqualTo(number);
  }

  /** Sends 400 sales, 3 of those to forget, and 1 for which the condition is NULL. */
  private static void send(JobFixture fixture, List<String> kept, int seed, boolean forgotten)
      throws Exception {
    List<String> events = Sales.events(seed, 400);
    events.addAll(eve(3));
    events.add("{\"sold_at\": \"2026-11-23T07:05:00Z\", \"buyer\": \"eve\"}");
    fixture.send(events);
    events.stream().filter(event -> !forgotten || !isErased(event)).forEach(kept::add);
    JobFixture.passCut();
  }

  private static boolean isErased(String event) {
    return event.contains(SHOP);
  }

  private static List<String> eve(int count) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          "{\"sold_at\": \"2026-11-23T07:05:00Z\", \"buyer\": \"eve\", \"items\": 2,"
              + " \"online\": true, \"shop\": \""
              + SHOP
              + "\", \"note\": \""
              + SHOP
              + "\"}");
    }
    return events;
  }
}
