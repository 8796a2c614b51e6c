package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.stack.ResidentMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What the platform uses, round by round. What a master dataset must gain, the files of each
 * landing, is left out; all else must not grow with time.
 */
final class SoakUsage {
  private record Round(long memoryMiB, long viewFiles, long otherFiles, long tables) {}

  private static final double NOISE = 1.3;

  private final LivePlatform platform;
  private final List<Round> rounds = new ArrayList<>();

  SoakUsage(LivePlatform platform) {
    this.platform = platform;
  }

  /** Measures, while all is at rest. */
  void note() throws IOException {
    Path state = platform.state().root();
    Path source = Path.of(platform.project().sources().get(0).name());
    Path warehouse = state.resolve("warehouse");
    rounds.add(
        new Round(
            memoryMiB(),
            files(warehouse) - masterData(warehouse, source),
            files(state.resolve("checkpoints")) + files(state.resolve("serving")),
            tables(state.resolve("cassandra"))));
    System.out.println("soak: " + rounds.get(rounds.size() - 1));
  }

  private static long memoryMiB() {
    return ProcessHandle.current()
            .descendants()
            .mapToLong(process -> ResidentMemory.of(process.pid()).orElse(0))
            .sum()
        >> 20;
  }

  private static long files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).count();
    }
  }

  private static long masterData(Path warehouse, Path source) throws IOException {
    try (Stream<Path> found = Files.walk(warehouse)) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("/" + source + "/"))
          .count();
    }
  }

  /** Those that Cassandra keeps files of. */
  private static long tables(Path cassandra) throws IOException {
    try (Stream<Path> found = Files.walk(cassandra)) {
      return found
          .filter(Files::isDirectory)
          .filter(folder -> folder.getParent().endsWith("soak"))
          .filter(SoakUsage::hasFiles)
          .count();
    }
  }

  /** Of a table that was dropped Cassandra leaves the folder, and nothing in it. */
  private static boolean hasFiles(Path table) {
    try (Stream<Path> found = Files.walk(table)) {
      return found.anyMatch(Files::isRegularFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last quarter uses no more than the second did, but for noise. */
  void assertFlat() {
    int quarter = rounds.size() / 4;
    if (quarter < 2) {
      return;
    }
    assertFlat("memory, MiB", Round::memoryMiB, quarter);
    assertFlat("files of views", Round::viewFiles, quarter);
    assertFlat("checkpoints and indexes", Round::otherFiles, quarter);
    assertFlat("tables in Cassandra", Round::tables, quarter);
  }

  private void assertFlat(String what, ToLongFunction<Round> measure, int quarter) {
    long early = median(measure, quarter, 2 * quarter);
    long late = median(measure, rounds.size() - quarter, rounds.size());
    System.out.printf("soak: %s: %,d in the second quarter, %,d in the last%n", what, early, late);
    assertThat((double) late).as(what).isLessThanOrEqualTo(early * NOISE + 10);
  }

  private long median(ToLongFunction<Round> measure, int from, int to) {
    return rounds.subList(from, to).stream()
        .mapToLong(measure)
        .sorted()
        .skip((to - from) / 2)
        .findFirst()
        .orElseThrow();
  }
}
