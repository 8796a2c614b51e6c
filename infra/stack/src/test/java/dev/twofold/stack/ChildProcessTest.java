package dev.twofold.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void a_child_that_ends_before_it_is_ready_is_an_error_that_names_the_log_and_shows_its_end() {
    try (ChildProcess child = start("fail")) {
      assertThatThrownBy(() -> child.awaitReady(() -> false, LIMIT))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Sample ended with exit code 3 before it was ready")
          .hasMessageContaining("Read " + child.log())
          .hasMessageContaining("sample fail");
    }
  }

  @Test
  void what_the_main_class_throws_is_in_the_log() {
    try (ChildProcess child = start("throw")) {
      assertThat(child.onExit().join()).isEqualTo(1);
      assertThat(child.logTail()).contains("IllegalStateException: out of luck");
      assertThat(child.exitCode()).hasValue(1);
    }
  }

  @Test
  void a_child_that_is_never_ready_is_stopped_at_the_limit() {
    try (ChildProcess child = start("run")) {
      assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofSeconds(1)))
          .hasMessageContaining("Sample was not ready within 1 s and was stopped");
      assertThat(child.isAlive()).isFalse();
    }
  }

  @Test
  void a_ready_check_that_cannot_connect_means_not_yet() throws IOException {
    try (ChildProcess child = start("run")) {
      child.awaitReady(() -> hasPrinted(child), LIMIT);
      assertThat(Files.readString(child.log(), StandardCharsets.UTF_8)).contains("sample run");
      assertThat(child.isAlive()).isTrue();
      assertThat(child.exitCode()).isEmpty();
    }
  }

  @Test
  void stopping_is_clean_and_ends_by_force_what_hangs() {
    ChildProcess clean = start("run");
    clean.awaitReady(() -> hasPrinted(clean), LIMIT);
    clean.stop(LIMIT);
    assertThat(clean.exitCode()).hasValue(143);

    ChildProcess hanging = start("hang");
    hanging.awaitReady(() -> hasPrinted(hanging), LIMIT);
    hanging.stop(Duration.ofMillis(300));
    assertThat(hanging.exitCode()).hasValue(137);
  }

  @Test
  void a_child_leaves_ctrl_c_to_its_launcher() throws Exception {
    try (ChildProcess child = start("run")) {
      child.awaitReady(() -> hasPrinted(child), LIMIT);
      new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();
      assertThat(child.onExit()).failsWithin(Duration.ofMillis(500));
      assertThat(child.isAlive()).isTrue();
    }
  }

  @Test
  void the_log_of_the_run_before_is_kept() throws IOException {
    try (ChildProcess child = start("fail")) {
      child.onExit().join();
    }
    try (ChildProcess child = start("throw")) {
      child.onExit().join();
    }
    assertThat(Files.readString(folder.resolve("logs/sample.log.1"), StandardCharsets.UTF_8))
        .contains("sample fail");
  }

  @Test
  void a_module_that_is_not_built_is_an_error_that_says_how_to_build_it() {
    assertThatThrownBy(() -> ModuleClasspath.of(folder, "infra/kafka"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("infra/kafka/target/classpath is not there")
        .hasMessageContaining("./mvnw -q compile -am -pl infra/kafka");
  }

  @Test
  void a_module_runs_from_its_jar_once_that_is_newer_than_its_classes() throws IOException {
    Path target = Files.createDirectories(folder.resolve("layer/target"));
    Path classes = Files.createDirectories(target.resolve("classes"));
    Files.writeString(target.resolve("classpath"), "", StandardCharsets.UTF_8);
    Path jar = Files.createFile(target.resolve("layer-1.jar"));
    Files.createFile(target.resolve("layer-1-tests.jar"));
    assertThat(ModuleClasspath.of(folder, "layer")).containsExactly(jar);

    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
    assertThat(ModuleClasspath.of(folder, "layer")).containsExactly(classes);
  }

  @Test
  void a_jar_that_is_gone_is_named() throws IOException {
    Path target = Files.createDirectories(folder.resolve("infra/kafka/target"));
    Files.writeString(target.resolve("classpath"), "/gone/kafka.jar", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ModuleClasspath.of(folder, "infra/kafka"))
        .hasMessageContaining("/gone/kafka.jar is gone");
  }

  private ChildProcess start(String what) {
    JavaCommand command =
        JavaCommand.of("Sample", Sample.class.getName(), classpath())
            .withJvmOptions(List.of("-Xmx32m"))
            .withArguments(List.of(what));
    return ChildProcess.start(command, folder, folder.resolve("logs/sample.log"));
  }

  private static boolean hasPrinted(ChildProcess child) throws IOException {
    if (!Files.readString(child.log(), StandardCharsets.UTF_8).contains("sample")) {
      throw new IOException("nothing there yet");
    }
    return true;
  }

  private static List<Path> classpath() {
    return List.of(Path.of("target/test-classes").toAbsolutePath());
  }
}
