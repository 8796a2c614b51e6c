package dev.twofold.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {
  @TempDir private Path folder;

  @Test
  void aSourceIsRefusedUntilItRuns() throws Exception {
    Path log = folder.resolve("speed.log");
    List<String> lines =
        List.of(
            "refused: source visits: Topic visits is gone: it was deleted",
            "running: source orders, incarnation 3, from chk-7",
            "refused: source clicks: Topic clicks has cleanup.policy=compact: change it",
            "2026-11-27 10:00:00,000 WARN  refused: source other: what a library says",
            "running: source visits, incarnation 4, from a cold start");
    Files.write(log, lines, StandardCharsets.UTF_8);
    assertThat(Refusals.of(log))
        .isEqualTo(Map.of("clicks", "Topic clicks has cleanup.policy=compact: change it"));
  }
}
