package dev.twofold.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.Console;
import dev.twofold.stack.ChildProcess;
import dev.twofold.stack.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final long LIMIT_NANOS = 20_000_000_000L;

  @TempDir private Path folder;

  private final Console console = new Console();

  @Test
  void a_process_that_dies_is_reported_with_its_last_words_and_started_again() throws Exception {
    try (Supervisor supervisor = supervisor(1)) {
      ChildProcess first = supervisor.start();
      supervisor.keepRunning();
      await(() -> lives() == 2);
      assertThat(first.isAlive()).isFalse();
      assertThat(console.err())
          .contains("ended with exit code 1")
          .contains("last words")
          .contains("starts again in 1 s");
    }
    assertThat(ProcessHandle.current().children())
        .noneMatch(child -> child.info().commandLine().orElse("").contains("Mortal"));
  }

  @Test
  void one_that_refuses_to_go_on_is_left_for_a_person() throws Exception {
    try (Supervisor supervisor = supervisor(2)) {
      supervisor.start();
      supervisor.keepRunning();
      await(() -> console.err().contains("needs a person"));
      Thread.sleep(1500);
      assertThat(lives()).isEqualTo(1);
    }
  }

  private Supervisor supervisor(int exitCode) {
    List<Path> classpath =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(System.getProperty("java.class.path"))
            .map(Path::of)
            .toList();
    JavaCommand command =
        JavaCommand.of("Mortal", Mortal.class.getName(), classpath)
            .withJvmOptions(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1"))
            .withArguments(List.of(folder.resolve("lives").toString(), Integer.toString(exitCode)));
    return new Supervisor(
        Job.SPEED, new StateFolder(folder.resolve("state")), () -> command, console.terminal());
  }

  private int lives() {
    Path file = folder.resolve("lives");
    try {
      return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8).size() : 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
