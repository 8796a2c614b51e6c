package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.RunRecord.Phase;
import dev.twofold.batch.views.RunRecord.Published;
import dev.twofold.batch.views.RunRecord.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {
  private static final long START = 1_767_225_600_000L;

  @TempDir Path folder;

  @Test
  void theNewestRunsComeFirstEachAsItWasLastWritten() {
    RunHistory history = history();
    assertThat(history.newest(10)).isEmpty();
    history.write(run("1", Outcome.RUNNING));
    history.write(run("2", Outcome.RUNNING));
    history.write(run("1", Outcome.DONE));
    assertThat(history.newest(10))
        .containsExactly(run("2", Outcome.RUNNING), run("1", Outcome.DONE));
    assertThat(history.newest(1)).containsExactly(run("2", Outcome.RUNNING));
    assertThat(history.find("1")).contains(run("1", Outcome.DONE));
    assertThat(history.find("3")).isEmpty();
  }

  @Test
  void aHalfWrittenRunHidesNoOther() throws Exception {
    RunHistory history = history();
    history.write(run("1", Outcome.DONE));
    Files.writeString(folder.resolve("runs/2.json"), "{\"id\": \"2\", \"sou");
    assertThat(history.newest(10)).containsExactly(run("1", Outcome.DONE));
  }

  @Test
  void aRunIsReadWholeHoweverOftenItIsWritten() throws Exception {
    history().write(run("1", Outcome.RUNNING));
    Path file = folder.resolve("runs/1.json");
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                history().write(run("1", Outcome.RUNNING));
              }
            });
    do {
      assertThat(Files.readString(file)).startsWith("{").endsWith("}");
    } while (!writing.isDone());
    writing.join();
    assertThat(history().newest(10)).containsExactly(run("1", Outcome.RUNNING));
  }

  @Test
  void oldRunsAreForgottenAndOnlyThey() {
    RunHistory history = history();
    for (String id : List.of("1", "2", "3", "4", "5")) {
      history.write(run(id, Outcome.DONE));
    }
    history.prune(3);
    assertThat(history.newest(10)).extracting(RunRecord::id).containsExactly("5", "4", "3");
  }

  @Test
  void aRunThatWasSilentForLongHasDied() {
    long silence = 4 * RunRecord.HEARTBEAT.toMillis();
    RunRecord running = run("1", Outcome.RUNNING);
    assertThat(running.outcomeAt(START + silence)).isEqualTo(Outcome.RUNNING);
    assertThat(running.outcomeAt(START + silence + 1)).isEqualTo(Outcome.DIED);
    assertThat(run("1", Outcome.DONE).outcomeAt(Long.MAX_VALUE)).isEqualTo(Outcome.DONE);
  }

  private RunHistory history() {
    return new RunHistory(new HadoopFileIO(new Configuration()), folder.toString());
  }

  private static RunRecord run(String id, Outcome outcome) {
    return new RunRecord(
        id,
        "sales",
        "run",
        Reason.SCHEDULE,
        outcome,
        START,
        START,
        START,
        0,
        3,
        5,
        100,
        2,
        "",
        List.of(new Phase("land", START, 0, 100)),
        List.of(new Published("by_shop", 7, 98, 12, 4_096)));
  }
}
