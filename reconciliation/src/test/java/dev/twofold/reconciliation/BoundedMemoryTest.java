package dev.twofold.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.fold.Fold;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reconciliation holds in memory does not grow with the states that it compares. */
class BoundedMemoryTest {
  /** A million states, held, would take ten times as much. */
  private static final String HEAP = "-Xmx16m";

  private static final long PATIENCE_SECONDS = 300;

  @TempDir Path folder;

  @Test
  void aHundredThousandStatesOfEachLayerAreComparedInASmallHeap() throws Exception {
    compare(100_000);
  }

  @Test
  @Tag("nightly")
  void aMillionStatesOfEachLayerAreComparedInTheSameHeap() throws Exception {
    compare(1_000_000);
  }

  private void compare(int states) throws IOException, InterruptedException {
    Path fold = folder.resolve("fold");
    Path out = folder.resolve("out");
    try (ObjectOutputStream file = new ObjectOutputStream(Files.newOutputStream(fold))) {
      file.writeObject(view());
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ManyStates.class.getName(),
                fold.toString(),
                Integer.toString(states))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(out.toFile()))
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(out, StandardCharsets.UTF_8).strip();
    assertThat(printed).isEqualTo(states + " " + states / 1000);
    assertThat(process.exitValue()).isZero();
  }

  private Fold view() throws IOException {
    return TrialViews.compile(
            folder.resolve("view"),
            List.of("SELECT items, COUNT(*) AS n, SUM(items) AS total FROM sales GROUP BY items"))
        .get(0);
  }
}
